import pytest
from playwright.async_api import Page, expect

from tests.browser.letters import letter, new_address
from tests.browser.windows import Windows
from tests.parts.library import Library

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAYLOADS = [
    "<script>window.stolen = 1</script>",
    '"><svg onload="window.stolen = 1">',
    '<iframe srcdoc="<script>top.stolen = 1</script>"></iframe>',
    "[press](javascript:window.stolen=1) <b>bold</b> {{ 7 * 7 }} &lt;i&gt;",
    '<img src=x onerror="window.stolen = 1">',
]


async def has_run(page: Page) -> bool:
    """Tell whether a script of a reader's ran in the page or in one of its frames."""
    return any([await frame.evaluate("'stolen' in window") for frame in page.frames])


async def test_what_a_reader_writes_stays_text_in_the_chat_and_at_the_desk(windows: Windows) -> None:
    reader = await windows.reader()
    case = await reader.ask_librarian()
    for payload in PAYLOADS:
        await reader.say(payload)
    desk = await windows.librarian()
    row = await desk.find(case)
    await row.click()

    await expect(reader.said_by("reader").locator(".body")).to_have_text(PAYLOADS)
    await expect(desk.talk.locator(".by-reader .message-text")).to_have_text(PAYLOADS)
    await expect(row.locator(".row-preview")).to_have_text(PAYLOADS[-1])
    await expect(desk.record.locator(".history-row bdi")).to_have_text(PAYLOADS[0])
    assert not await has_run(reader.page)
    assert not await has_run(desk.page)


async def test_a_mails_name_and_subject_stay_text_in_list_head_record_and_title(
    library: Library, windows: Windows
) -> None:
    sender, name, subject = new_address("mallory"), "<img src=x onerror=stolen=1>", "<script>stolen=1</script>"
    await library.mail(letter(sender, subject, "转人工", name=name), sender)
    desk = await windows.librarian()
    row = await desk.find(sender)
    await row.click()

    await expect(row).to_contain_text(name)
    await expect(row).to_contain_text(subject)
    await expect(desk.talk.get_by_role("heading").locator("bdi")).to_have_text(name)
    await expect(desk.record.get_by_role("heading", level=2)).to_have_text(name)
    assert "<" not in await desk.page.title()
    assert not await has_run(desk.page)


async def test_what_a_librarian_writes_reaches_the_reader_without_scripts_or_foreign_pictures(windows: Windows) -> None:
    reader = await windows.reader()
    desk = await windows.librarian()
    await desk.take(await reader.ask_librarian())

    await desk.compose.fill(
        '**好的** <img src="https://elsewhere.example/x.png" onerror="stolen=1"> [x](javascript:stolen=1)'
    )
    await desk.button("compose.send").click()

    reply = reader.said_by("librarian").locator(".body")
    await expect(reply.locator("strong")).to_have_text("好的")
    await expect(reply.locator("img, script, a[href^=javascript]")).to_have_count(0)
    assert not await has_run(reader.page)

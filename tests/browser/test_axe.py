import pytest
from playwright.async_api import expect

from tests.browser.axe import LOOKS, violations, violations_in_scheme
from tests.browser.conftest import Colleague
from tests.browser.pages import DeskPage
from tests.browser.windows import PHONE, Windows
from tests.browser.words import LANGUAGES

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.parametrize("language", LANGUAGES)]

QUESTION = {"zh-CN": "怎么续借?", "en": "how do I renew a book?"}


async def test_nothing_hinders_anybody_on_the_home_page_and_in_its_chat(windows: Windows, language: str) -> None:
    reader = await windows.visitor(language)
    await reader.page.goto(f"{reader.url}/")
    await expect(reader.launcher).to_be_visible()
    found = await violations(reader.page, "home")

    await reader.launcher.click()
    await expect(reader.field).to_be_visible()
    found += await violations(reader.page, "home with the chat")

    assert found == []


async def test_nothing_hinders_anybody_in_the_chat(windows: Windows, language: str) -> None:
    reader = await windows.reader(language, alone=True)
    found = await violations(reader.page, "empty chat")
    await reader.ask(QUESTION[language])
    found += await violations(reader.page, "answered")
    case = await reader.ask_librarian()
    found += await violations(reader.page, "waiting")
    desk = await windows.librarian(language)
    await desk.take(case)
    await desk.reply("**12** [map](https://library.example/floors)")
    await expect(reader.said_by("librarian")).to_be_visible()
    found += await violations(reader.page, "with a librarian")
    await desk.close()
    await expect(reader.chat.get_by_text(reader.words("closed"))).to_be_visible()
    found += await violations(reader.page, "closed")

    assert found == []


async def test_nothing_hinders_anybody_at_the_sign_in(windows: Windows, language: str) -> None:
    desk = await windows.newcomer(language)
    await expect(desk.button("sign_in.submit")).to_be_visible()
    found = await violations(desk.page, "sign-in")

    await desk.try_to_sign_in("nobody@library.example", "not the password")
    await expect(desk.page.get_by_text(desk.words("sign_in.wrong"))).to_be_visible()
    found += await violations(desk.page, "sign-in refused")

    assert found == []


async def test_nothing_hinders_anybody_at_the_desk(windows: Windows, language: str) -> None:
    reader = await windows.reader(language)
    await reader.ask(QUESTION[language])
    case = await reader.ask_librarian()
    desk = await windows.librarian(language)
    row = await desk.find(case)
    found = await violations(desk.page, "list")
    await row.click()
    await expect(desk.button("talk.claim")).to_be_visible()
    found += await violations(desk.page, "conversation")
    await desk.claim()
    found += await violations(desk.page, "claimed")
    await desk.note("A4 / 1954")
    await expect(desk.talk.locator(".private-note")).to_be_visible()
    found += await violations(desk.page, "noted")
    found += await _record_on_a_phone(desk)

    assert found == []


async def test_nothing_hinders_anybody_in_the_desks_dialogs(
    windows: Windows, colleague: Colleague, language: str
) -> None:
    reader = await windows.reader(language)
    desk = await windows.librarian(language)
    await desk.take(await reader.ask_librarian())

    found = []
    for word in ("talk.hand_over", "talk.close", "record.merge", "menu.keys"):
        await desk.page.get_by_role("button", name=desk.words(word), exact=True).first.click()
        await expect(desk.dialog).to_be_visible()
        found += await violations(desk.page, word)
        await desk.page.keyboard.press("Escape")
        await expect(desk.dialog).to_be_hidden()

    assert found == []


async def test_nothing_hinders_anybody_in_the_menu_and_the_password_dialog(windows: Windows, language: str) -> None:
    desk = await windows.librarian(language)
    await desk.page.get_by_role("button", name=desk.words("menu.account")).click()
    await expect(desk.button("menu.password")).to_be_visible()
    found = await violations(desk.page, "menu")

    await desk.button("menu.password").click()
    await expect(desk.dialog).to_be_visible()
    found += await violations(desk.page, "password")

    assert found == []


async def test_nothing_hinders_anybody_where_the_desk_says_how_ric_is_doing(windows: Windows, language: str) -> None:
    desk = await windows.librarian(language)
    await desk.page.get_by_role("button", name=desk.words("menu.account")).click()
    await desk.button("menu.health").press("Enter")
    await expect(desk.dialog).to_contain_text(desk.words("health.channels"))
    found = await violations(desk.page, "health")

    await desk.page.set_viewport_size(PHONE)
    found += await violations(desk.page, "health on a phone")
    await desk.page.keyboard.press("Escape")
    await expect(desk.dialog).to_be_hidden()

    assert found == []


async def test_axe_notices_a_seeded_fault_in_each_look(windows: Windows, language: str) -> None:
    desk = await windows.newcomer(language)
    await expect(desk.button("sign_in.submit")).to_be_visible()
    await desk.page.evaluate("() => document.querySelector('h1').style.setProperty('color', '#777a7a')")

    found = await violations(desk.page, "sign-in")

    assert [each.split(" (")[0] for each in found].count("sign-in") == len(LOOKS)


async def _record_on_a_phone(desk: DeskPage) -> list[str]:
    await desk.page.set_viewport_size(PHONE)
    await desk.button("talk.to_reader").click()
    await expect(desk.record).to_be_visible()
    return [
        *await violations_in_scheme(desk.page, "light", "record on a phone"),
        *await violations_in_scheme(desk.page, "dark", "record on a phone"),
    ]

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Colleague
from tests.browser.letters import letter, new_address
from tests.browser.windows import Windows
from tests.parts.library import Library

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_first_claim_wins_and_the_other_librarian_sees_it_at_once(
    windows: Windows, colleague: Colleague
) -> None:
    reader = await windows.reader()
    case = await reader.ask_librarian()
    ada, ben = await windows.librarian(), await windows.librarian("en", colleague.email, colleague.password)
    await ada.look(case)
    await ben.look(case)

    await ben.claim()

    await expect(ada.talk).to_contain_text("由Ben Okafor处理")
    await expect(ada.button("talk.claim")).to_be_hidden()
    await expect(reader.headline).to_contain_text("Ben Okafor")


async def test_whoever_claims_a_moment_later_is_told_who_was_first(windows: Windows, colleague: Colleague) -> None:
    reader = await windows.reader()
    case = await reader.ask_librarian()
    ada, ben = await windows.librarian("en"), await windows.librarian("en", colleague.email, colleague.password)
    await ada.hear_nothing()
    await ada.look(case)
    await ben.take(case)

    await ada.button("talk.claim").click()

    await expect(ada.page.get_by_text("Ben Okafor has already claimed this conversation.")).to_be_visible()
    await expect(ada.talk).to_contain_text("With Ben Okafor")


async def test_a_conversation_is_handed_over_with_a_note_that_readers_never_see(
    windows: Windows, colleague: Colleague
) -> None:
    reader = await windows.reader()
    case = await reader.ask_librarian()
    ada, ben = await windows.librarian(), await windows.librarian("en", colleague.email, colleague.password)
    await ada.take(case)
    await ada.note("读者要的是 1954 年的版本。")

    await ada.hand_over("Ben Okafor", "请你接着查。")

    await ben.look(case, "mine")
    await expect(ben.talk.locator(".private-note")).to_contain_text(["读者要的是 1954 年的版本。", "请你接着查。"])
    await ben.reply("Found it: shelf 12.")
    await expect(reader.said_by("librarian")).to_contain_text("Found it: shelf 12.")
    await expect(reader.chat.get_by_text("请你接着查。")).to_be_hidden()


async def test_a_closed_conversation_leaves_the_open_list_and_can_be_opened_again(windows: Windows) -> None:
    reader = await windows.reader("en")
    case = await reader.ask_librarian()
    desk = await windows.librarian("en")
    await desk.take(case)

    await desk.close()
    await expect(reader.chat.get_by_text(reader.words("closed"))).to_be_visible()
    await desk.look(case, "closed")
    await desk.reopen()

    await desk.look(case, "mine")
    await expect(reader.headline).to_contain_text("ada")


async def test_one_record_shows_a_readers_chat_and_mail_once_they_are_merged(
    library: Library, windows: Windows
) -> None:
    sender = new_address("chen.jie")
    await library.mail(letter(sender, "预约", "怎么预约座位?", name="陈洁"), sender)
    await library.mail_to(sender)
    reader = await windows.reader()
    case = await reader.ask_librarian()
    desk = await windows.librarian()
    await desk.look(case)

    await desk.merge(sender)

    await expect(desk.record.get_by_role("heading", level=2)).to_have_text("陈洁")
    await expect(desk.record.locator(".history-row").get_by_role("img", name="邮件")).to_be_visible()
    await expect(desk.record.locator(".history-row").get_by_role("img", name="网页")).to_be_visible()


async def test_the_last_message_stays_in_sight_while_a_long_reply_is_written(windows: Windows) -> None:
    reader = await windows.reader()
    desk = await windows.librarian()
    await desk.take(await reader.ask_librarian())
    for number in range(12):
        await reader.say(f"第 {number + 1} 本")
    last = desk.talk.get_by_text("第 12 本", exact=True)
    await expect(last).to_be_in_viewport(ratio=1)

    await desk.compose.fill("\n".join(["一行"] * 12))

    await expect(last).to_be_in_viewport(ratio=1)

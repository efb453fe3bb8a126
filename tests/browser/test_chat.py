import re

import pytest
from playwright.async_api import expect

from tests.browser.windows import Windows

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_chinese_question_on_the_librarys_page_gets_the_chinese_answer_with_its_source(
    windows: Windows,
) -> None:
    reader = await windows.reader("zh-CN")

    answer = await reader.ask("怎么续借?")

    await expect(answer).to_contain_text("续借")
    await expect(answer.locator(".sources").get_by_role("link")).to_have_attribute(
        "href", "https://library.example/rules"
    )


async def test_an_english_question_on_the_librarys_page_gets_the_english_answer(windows: Windows) -> None:
    reader = await windows.reader("en")

    answer = await reader.ask("how do I renew a book?")

    await expect(answer).to_contain_text("Sign in to self-service")
    await expect(answer.locator(".sources")).to_contain_text("Borrowing rules")


async def test_the_language_of_the_question_wins_over_that_of_the_page(windows: Windows) -> None:
    reader = await windows.reader("zh-CN")

    answer = await reader.ask("how do I renew a book?")

    await expect(answer).to_contain_text("Sign in to self-service")


async def test_a_question_of_the_librarys_page_is_asked_in_the_chat(windows: Windows) -> None:
    reader = await windows.visitor("en")
    await reader.page.goto(f"{reader.url}/")

    await reader.page.get_by_role("button", name="How do I book a seat?").click()

    await expect(reader.said_by("reader")).to_contain_text("How do I book a seat?")
    await expect(reader.said_by("bot")).to_contain_text("seat")


async def test_the_button_for_a_person_shows_the_case_and_the_place_in_the_queue(windows: Windows) -> None:
    reader = await windows.reader("en")
    await reader.ask("how do I renew a book?")

    case = await reader.ask_librarian()

    await expect(reader.said_by("system")).to_contain_text(case)
    await expect(reader.said_by("system")).to_be_in_viewport()
    await expect(reader.place).to_contain_text(re.compile(r"You are next\.|\d+ (person is|people are) before you\."))


async def test_a_librarian_sees_who_waits_and_why_and_the_reader_sees_the_reply(windows: Windows) -> None:
    reader = await windows.reader()
    await reader.ask("怎么续借?")
    case = await reader.ask_librarian()
    desk = await windows.librarian()
    row = await desk.find(case)

    await expect(row).to_contain_text(desk.words("reason.asked"))
    await expect(row).to_contain_text("怎么续借?")

    await row.click()
    await desk.claim()
    await desk.reply("您好，已经为您续借到下个月 12 日。")

    await expect(reader.said_by("librarian")).to_contain_text("已经为您续借到下个月 12 日。")
    await expect(reader.said_by("librarian")).to_contain_text("馆员 ada")


async def test_a_row_appears_at_the_open_desk_as_soon_as_somebody_waits(windows: Windows) -> None:
    desk = await windows.librarian()
    await desk.show("open")
    reader = await windows.reader()
    case = await reader.ask_librarian()

    await expect(desk.row(case)).to_contain_text(desk.words("reason.asked"))
    assert (await desk.page.title()).startswith("(")


async def test_a_reader_who_closes_the_tab_and_comes_back_finds_the_whole_talk(windows: Windows) -> None:
    reader = await windows.reader()
    await reader.ask("怎么续借?")
    case = await reader.ask_librarian()
    desk = await windows.librarian()
    await desk.take(case)
    await desk.reply("您好，请问是哪一本书？")
    await expect(reader.said_by("librarian")).to_be_visible()
    before = await reader.messages.locator(".body").all_inner_texts()

    again = await reader.come_back()

    await expect(again.messages).to_have_count(4)
    assert await again.messages.locator(".body").all_inner_texts() == before
    await expect(again.case_number).to_have_text(case)


async def test_a_reply_that_comes_while_the_reader_is_away_is_there_afterwards(windows: Windows) -> None:
    reader = await windows.reader("en")
    case = await reader.ask_librarian()
    await reader.page.close()
    desk = await windows.librarian("en")
    await desk.take(case)
    await desk.reply("The map is on floor 6.")

    again = await reader.come_back()

    await expect(again.said_by("librarian")).to_contain_text("The map is on floor 6.")


async def test_librarian_and_reader_see_each_other_typing(windows: Windows) -> None:
    reader = await windows.reader()
    desk = await windows.librarian()
    await desk.take(await reader.ask_librarian())

    await reader.field.press_sequentially("我想找")

    await expect(desk.talk).to_contain_text(desk.words("talk.typing"))

    await desk.compose.press_sequentially("请问")

    await expect(reader.chat.get_by_role("img", name=reader.words("answering.librarian"))).to_be_visible()

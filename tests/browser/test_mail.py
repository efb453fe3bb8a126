import pytest
from playwright.async_api import expect

from tests.browser.letters import letter, new_address
from tests.browser.windows import Windows
from tests.parts.library import Library

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_question_by_mail_is_answered_and_the_desk_shows_it(library: Library, windows: Windows) -> None:
    sender = new_address("zhang.wei")
    await library.mail(letter(sender, "续借", "怎么续借?", name="张伟"), sender)
    answer = await library.mail_to(sender)
    desk = await windows.librarian()

    await (await desk.find(sender, "open")).click()

    assert "续借" in answer.body("plain")
    await expect(desk.talk.get_by_role("heading")).to_contain_text("张伟")
    await expect(desk.talk.locator(".by-bot")).to_contain_text("续借")


async def test_a_librarian_answers_a_mail_and_the_reader_gets_it_in_the_same_thread(
    library: Library, windows: Windows
) -> None:
    sender = new_address("anna.berg")
    await library.mail(letter(sender, "An old map", "Please let me talk to a librarian about a map."), sender)
    receipt = await library.mail_to(sender)
    desk = await windows.librarian("en")

    await desk.take(sender)
    await expect(desk.talk).to_contain_text("An old map")
    await desk.reply("It is in Special Collections, floor 6.")

    reply = await library.mail_to(sender)
    assert "It is in Special Collections, floor 6." in reply.body("plain")
    assert reply.mail["Subject"] == "Re: An old map"
    assert reply.mail["References"].split()[0] == receipt.mail["References"].split()[0]


async def test_the_receipt_names_the_case_that_the_desk_shows(library: Library, windows: Windows) -> None:
    sender = new_address("li.na")
    text = "我的论文研究宋代的市舶司，想请馆员帮我找几篇一手文献，谢谢。"
    await library.mail(letter(sender, "我的论文", text, name="李娜"), sender)
    receipt = await library.mail_to(sender)
    desk = await windows.librarian()

    row = await desk.find(sender)

    assert (await row.locator(".row-case").inner_text()) in receipt.body("plain")
    await expect(row).to_contain_text("我的论文")

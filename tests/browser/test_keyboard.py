import pytest
from playwright.async_api import expect

from tests.browser.keyboard import tab_to
from tests.browser.pages import DeskPage
from tests.browser.windows import Windows
from tests.parts.library import EMAIL, PASSWORD

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_reader_asks_and_reaches_a_librarian_with_the_keyboard_alone(windows: Windows) -> None:
    reader = await windows.visitor("en")
    keyboard = reader.page.keyboard
    await reader.page.goto(f"{reader.url}/")
    await tab_to(reader.page, reader.launcher)
    await keyboard.press("Enter")
    await expect(reader.field).to_be_focused()

    await keyboard.type("how do I renew a book?")
    await keyboard.press("Enter")
    await expect(reader.said_by("bot")).to_contain_text("Sign in to self-service")
    await tab_to(reader.page, reader.chat.get_by_role("button", name=reader.words("ask")), back=True)
    await keyboard.press("Enter")

    await expect(reader.case_number).to_be_visible()


async def test_escape_closes_the_chat_and_gives_the_focus_back(windows: Windows) -> None:
    reader = await windows.reader("en")
    await expect(reader.field).to_be_focused()

    await reader.page.keyboard.press("Escape")

    await expect(reader.launcher).to_be_focused()
    await expect(reader.field).to_be_hidden()


async def test_a_librarian_signs_in_claims_replies_and_closes_with_the_keyboard_alone(windows: Windows) -> None:
    reader = await windows.reader("en")
    case = await reader.ask_librarian()
    desk = await windows.newcomer("en")
    await sign_in(desk)
    await open_from_the_list(desk, case)

    await desk.page.keyboard.press("c")
    await expect(desk.compose).to_be_focused()
    await desk.page.keyboard.type("Good morning, how can I help?")
    await desk.page.keyboard.press("Control+Enter")
    await expect(reader.said_by("librarian")).to_contain_text("Good morning, how can I help?")

    await close(desk)
    await expect(reader.chat.get_by_text(reader.words("closed"))).to_be_visible()


async def sign_in(desk: DeskPage) -> None:
    await expect(desk.page.get_by_label(desk.words("sign_in.email"))).to_be_focused()
    await desk.page.keyboard.type(EMAIL)
    await desk.page.keyboard.press("Tab")
    await desk.page.keyboard.type(PASSWORD)
    await desk.page.keyboard.press("Enter")
    await expect(desk.inbox).to_be_visible()


async def open_from_the_list(desk: DeskPage, case: str) -> None:
    await desk.page.keyboard.press("/")
    await desk.page.keyboard.type(case)
    await expect(desk.inbox.locator("[data-row]")).to_have_count(1)
    await desk.page.keyboard.press("Escape")
    await desk.page.keyboard.press("j")
    await desk.page.keyboard.press("Enter")
    await expect(desk.button("talk.claim")).to_be_visible()


async def close(desk: DeskPage) -> None:
    await desk.page.keyboard.press("Escape")  # out of the field, where an e is a letter
    await expect(desk.talk).to_be_focused()
    await desk.page.keyboard.press("e")
    await tab_to(desk.page, desk.dialog.get_by_role("button", name=desk.words("close.submit")))
    await desk.page.keyboard.press("Enter")


async def test_a_dialog_keeps_the_focus_inside_and_gives_it_back(windows: Windows) -> None:
    desk = await windows.librarian("en")
    menu = desk.page.get_by_role("button", name="Keyboard shortcuts")
    await menu.focus()
    await desk.page.keyboard.press("Enter")
    await expect(desk.dialog).to_be_visible()

    await desk.page.keyboard.press("Escape")

    await expect(desk.dialog).to_be_hidden()
    await expect(menu).to_be_focused()


async def test_the_sheet_of_shortcuts_opens_with_a_question_mark(windows: Windows) -> None:
    desk = await windows.librarian()

    await desk.page.keyboard.press("?")

    await expect(desk.dialog).to_contain_text(desk.words("keys.title"))

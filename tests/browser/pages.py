"""What a reader and a librarian can do in the browser, each in their own words; tests read like their day."""

from playwright.async_api import FrameLocator, Locator, Page, expect

from tests.browser.words import Words


class ReaderPage:
    """A reader in front of the library's page; `chat` is what the chat's frame holds, or with `alone` its own page."""

    def __init__(self, page: Page, url: str, language: str, *, alone: bool = False) -> None:
        self.page = page
        self.url = url
        self.language = language
        self.words = Words("chat", language)
        self.launcher: Locator = page.get_by_role("button", name=Words("loader", language)("open"), exact=True)
        self.alone = alone
        self.chat: FrameLocator | Page = page if alone else page.frame_locator("ric-chat iframe")
        self.field = self.chat.get_by_role("textbox", name=self.words("write"))
        self.headline = self.chat.locator("header")
        self.messages = self.chat.locator("li.message")
        self.case_number = self.chat.locator(".desk-bar .case b")
        self.place = self.chat.locator(".desk-bar").get_by_role("status").first

    async def open(self) -> None:
        """Come to the library's page and open the chat, or to the chat's own page."""
        await self.page.goto(f"{self.url}/chat/" if self.alone else f"{self.url}/")
        if not self.alone:
            await self.launcher.click()
        await expect(self.field).to_be_visible()

    async def come_back(self) -> "ReaderPage":
        """Close the tab, where that was not done yet, and open the chat again in a new one."""
        await self.page.close()
        again = ReaderPage(await self.page.context.new_page(), self.url, self.language, alone=self.alone)
        await again.open()
        return again

    def said_by(self, author: str) -> Locator:
        """All messages of reader, bot, librarian or system."""
        return self.chat.locator(f"li.message.{author}")

    async def say(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def ask(self, text: str) -> Locator:
        """Say something, and return the automatic answer to it."""
        answers = await self.said_by("bot").count()
        await self.say(text)
        answer = self.said_by("bot").nth(answers)
        await expect(answer).to_be_visible()
        return answer

    async def ask_librarian(self) -> str:
        """Press the button for a person, and return the case number."""
        await self.chat.get_by_role("button", name=self.words("ask")).click()
        await expect(self.case_number).to_be_visible()
        return await self.case_number.inner_text()


class DeskPage:
    """A librarian at the desk."""

    def __init__(self, page: Page, url: str, language: str) -> None:
        self.page = page
        self.url = url
        self.words = Words("desk", language)
        self.inbox = page.get_by_role("region", name=self.words("list.label"))
        self.talk = page.locator("#talk")
        self.record = page.get_by_role("complementary", name=self.words("record.label"))
        self.messages = self.talk.locator("article.message")
        self.compose = page.locator("#compose")
        self.dialog = page.get_by_role("dialog")

    async def open(self) -> None:
        await self.page.goto(f"{self.url}/desk/")

    async def sign_in(self, email: str, password: str) -> None:
        await self.try_to_sign_in(email, password)
        await expect(self.inbox).to_be_visible()

    async def try_to_sign_in(self, email: str, password: str) -> None:
        await self.page.get_by_label(self.words("sign_in.email")).fill(email)
        await self.page.get_by_label(self.words("sign_in.password")).fill(password)
        await self.button("sign_in.submit").click()

    async def hear_nothing(self) -> None:
        """Come back with a line that stays silent, as for the moment in which news is still on its way."""
        await self.page.route_web_socket("**/api/v1/events", lambda _: None)
        await self.page.reload()

    def button(self, word: str, **values: object) -> Locator:
        return self.page.get_by_role("button", name=self.words(word, **values), exact=True)

    def row(self, case: str) -> Locator:
        """The conversation with this case in the list."""
        return self.inbox.get_by_role("link").filter(has_text=case)

    async def show(self, view: str) -> None:
        await self.inbox.get_by_role("navigation").get_by_role("link", name=self.words(f"view.{view}")).click()

    async def find(self, words: str, view: str = "waiting") -> Locator:
        """Search a view, and return the one conversation that it has for these words."""
        await self.show(view)
        await self.inbox.get_by_role("searchbox").fill(words)
        rows = self.inbox.locator("[data-row]")
        await expect(rows).to_have_count(1)
        return rows

    async def take(self, words: str) -> None:
        """Find who waits, open the conversation and claim it."""
        await (await self.find(words)).click()
        await self.claim()

    async def look(self, case: str, view: str = "open") -> None:
        """Find a conversation and open it."""
        await (await self.find(case, view)).click()
        await expect(self.talk).to_contain_text(case)

    async def claim(self) -> None:
        await self.button("talk.claim").click()
        await expect(self.button("compose.send")).to_be_visible()

    async def reply(self, text: str) -> None:
        await self.compose.fill(text)
        await self.button("compose.send").click()
        await expect(self.compose).to_have_value("")

    async def note(self, text: str) -> None:
        await self.button("compose.note").click()
        await self.compose.fill(text)
        await self.button("compose.save_note").click()

    async def hand_over(self, to: str, note: str = "") -> None:
        await self.talk.get_by_role("button", name=self.words("talk.hand_over")).click()
        await self.choose(self.words("hand_over.to"), to)
        await self.dialog.get_by_label(self.words("hand_over.note")).fill(note)
        await self.dialog.get_by_role("button", name=self.words("hand_over.submit")).click()
        await expect(self.dialog).to_be_hidden()

    async def choose(self, label: str, words: str) -> None:
        """Choose the option of a dialog that has these words in it."""
        control = self.dialog.get_by_label(label)
        option = control.locator("option").filter(has_text=words).first
        await control.select_option(await option.get_attribute("value"))

    async def close(self) -> None:
        await self.talk.get_by_role("button", name=self.words("talk.close"), exact=True).click()
        await self.dialog.get_by_role("button", name=self.words("close.submit")).click()
        await expect(self.talk.locator(".talk-owner")).to_have_text(self.words("owner.closed"))

    async def reopen(self) -> None:
        await self.button("talk.reopen").click()
        await expect(self.talk.locator(".talk-owner")).to_have_text(self.words("owner.mine"))

    async def merge(self, words: str) -> None:
        """Make the open reader one with another, who is found by these words."""
        await self.record.get_by_role("button", name=self.words("record.merge")).click()
        await self.dialog.get_by_role("searchbox").fill(words)
        await self.dialog.get_by_role("searchbox").press("Enter")
        await self.dialog.locator(".merge-found").get_by_role("button").click()
        await self.button("record.merge_do").click()
        await expect(self.dialog).to_be_hidden()

"""Browser windows of people who know nothing of each other: each has its own cookies, and each is watched."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, ViewportSize

from tests.browser.pages import DeskPage, ReaderPage
from tests.browser.watch import Watch
from tests.parts.library import EMAIL, PASSWORD

DESKTOP = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)


@dataclass
class Windows:
    """Opens windows on one library. `look` is what Playwright's new_context takes, such as viewport or color_scheme."""

    browser: Browser
    url: str
    opened: list[BrowserContext] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)

    async def window(self, language: str, **look: Any) -> BrowserContext:
        """Open a window of a browser that speaks a language, where the library is."""
        settings = {"locale": language, "timezone_id": "Asia/Shanghai", "viewport": DESKTOP, **look}
        context = await self.browser.new_context(**settings)
        self.opened.append(context)
        self.watches.append(watch := Watch(self.url))
        watch.over(context)
        return context

    async def reader(self, language: str = "zh-CN", **look: Any) -> ReaderPage:
        """A reader who has opened the chat."""
        reader = await self.visitor(language, **look)
        await reader.open()
        return reader

    async def visitor(self, language: str = "zh-CN", *, alone: bool = False, **look: Any) -> ReaderPage:
        """A reader whose browser is still empty; `alone`: for the chat's own page instead of the library's."""
        context = await self.window(language, **look)
        return ReaderPage(await context.new_page(), self.url, language, alone=alone)

    async def librarian(
        self, language: str = "zh-CN", email: str = EMAIL, password: str = PASSWORD, **look: Any
    ) -> DeskPage:
        """A librarian who has signed in."""
        desk = await self.newcomer(language, **look)
        await desk.sign_in(email, password)
        return desk

    async def newcomer(self, language: str = "zh-CN", **look: Any) -> DeskPage:
        """Somebody in front of the desk's sign-in."""
        context = await self.window(language, **look)
        desk = DeskPage(await context.new_page(), self.url, language)
        await desk.open()
        return desk

    def faults(self) -> list[str]:
        """What went wrong in any of the windows so far."""
        return [fault for watch in self.watches for fault in watch.faults]


@asynccontextmanager
async def windows_on(browser: Browser, url: str) -> AsyncIterator[Windows]:
    """Open windows as they are asked for, and close them all at the end."""
    windows = Windows(browser, url)
    try:
        yield windows
    finally:
        for context in windows.opened:
            await context.close()

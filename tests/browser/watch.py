"""What no page may do: ask anything outside the library, break its Content-Security-Policy, or fail in its console."""

import asyncio
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Page, WebError

EXPECTED = {
    "/api/v1/me": "status of 401",  # nobody has signed in yet, and this is how the desk finds out
    "/claim": "status of 409",  # somebody else was first
    "/api/v1/session": "status of 401",  # a wrong password
}
"""Answers that the Desk API gives by contract; Chromium reports each of them as an error of the page."""


@dataclass
class Watch:
    """Everything that went wrong in one browser window, in words. `library` is the address that it may talk to."""

    library: str
    faults: list[str] = field(default_factory=list)
    noticed: asyncio.Event = field(default_factory=asyncio.Event)

    def over(self, context: BrowserContext) -> None:
        context.on("request", lambda request: self._asked(request.url))
        context.on("console", self._said)
        context.on("weberror", self._failed)
        context.on("page", self._opened)

    def _opened(self, page: Page) -> None:
        page.on("websocket", lambda socket: self._asked(socket.url))

    def _asked(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != urlsplit(self.library).netloc:
            self._note(f"asked {url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning") or _is_expected(message):
            return
        self._note(f"{message.type} in the console: {message.text} ({message.location['url']})")

    def _failed(self, error: WebError) -> None:
        self._note(f"uncaught: {error.error}")

    def _note(self, fault: str) -> None:
        self.faults.append(fault)
        self.noticed.set()


def _is_expected(message: ConsoleMessage) -> bool:
    path = urlsplit(message.location["url"]).path
    return any(path.endswith(end) and words in message.text for end, words in EXPECTED.items())

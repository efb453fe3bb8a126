"""Writers who do what the protocol says when a connection breaks: come back, ask for what is new, say it again."""

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import aiohttp
import aiosmtplib

from tests.parts.library import MAILBOX, Library
from tests.parts.reader import Frame, Reader, chatting

BROKEN = (aiohttp.ClientError, aiosmtplib.SMTPException, OSError, TimeoutError)
AWAY = 0.2
"""Seconds until a broken connection is tried again: nobody can know when the server is back."""
PACE = 1.0
"""Seconds between two messages: RIC_CHAT_LIMIT allows one a second in the long run."""


@dataclass
class StubbornReader:
    """Says one thing after the other, each until it is acknowledged, over whichever server takes the connection.

    `told` is what the servers told over all connections, as (seq, author); `acks` what they acknowledged.
    """

    urls: Sequence[str]
    origin: str
    session: str | None = None
    acks: list[int] = field(default_factory=list)
    told: list[tuple[int, str]] = field(default_factory=list)

    async def talk(self, text: str, *, least: int, enough: asyncio.Event) -> None:
        """Say the text `least` times, and on until it is enough; end when everything has its answer."""
        for url in itertools.cycle(self.urls):
            try:
                async with chatting(url, self.session, origin=self.origin, after=self._last()) as reader:
                    self.session = reader.welcome["session"]
                    await self._go_on(reader, text, least, enough)
                    return
            except BROKEN:
                await asyncio.sleep(AWAY)

    async def _go_on(self, reader: Reader, text: str, least: int, enough: asyncio.Event) -> None:
        try:
            while len(self.acks) < least or not enough.is_set():
                ack = await reader.say(text, client_id=f"m{len(self.acks)}")
                self.acks.append(ack["seq"])
                await asyncio.sleep(PACE)
            while self._answers(reader.frames) < len(self.acks):
                await reader.hear("message")
        finally:
            self.told += rows(reader.frames)

    def _answers(self, frames: Sequence[Frame]) -> int:
        return sum(author != "reader" for _, author in [*self.told, *rows(frames)])

    def _last(self) -> int:
        return self.told[-1][0] if self.told else 0


@dataclass
class StubbornMailer:
    """A mail server outside: it offers each mail until it is taken."""

    library: Library
    senders: list[str] = field(default_factory=list)

    async def write(self, name: str, *, least: int, enough: asyncio.Event) -> None:
        """Send mails of so many senders, and on until it is enough."""
        while len(self.senders) < least or not enough.is_set():
            sender = f"{name}{len(self.senders)}@students.example"
            await self._deliver(sender)
            self.senders.append(sender)
            await asyncio.sleep(PACE)

    async def _deliver(self, sender: str) -> None:
        top = f"From: <{sender}>\nTo: {MAILBOX}\nSubject: renewal\nMessage-ID: <1.{sender}>\n"
        while True:
            try:
                await self.library.mail(f"{top}\nhow do I renew a book?\n", sender)
            except BROKEN:
                await asyncio.sleep(AWAY)
            else:
                return


def rows(frames: Sequence[Frame]) -> list[tuple[int, str]]:
    """Return the rows of the thread that these frames told, in the order in which they came."""
    messages = [
        message
        for frame in frames
        for message in (frame["messages"] if frame["type"] == "welcome" else [frame] * (frame["type"] == "message"))
    ]
    return [(message["seq"], message["author"]) for message in messages]

"""The ports: what routing needs from its neighbours, and nothing more. config/wiring.py fills them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from routing.messages import Attachment, Author, Channel, Outbound
from routing.replies import Context, EntryText, Reply
from routing.store_ports import News

Clock = Callable[[], datetime]
"""Says the time: aware, UTC."""


class Bot(Protocol):
    """Understands a question and knows the library's answers."""

    async def ask(self, question: str, language: str | None, context: Context) -> Reply:
        """Reply to one question; never raises for anything that a reader can type."""
        ...

    async def answer(self, entry: str, language: str) -> Reply | None:
        """Return the answer of one entry that the reader chose, or None where it is not (or no longer) published."""
        ...


class Titles(Protocol):
    """Knows what the entries that may be offered are called."""

    def title(self, entry: str, language: str) -> str | None:
        """Return the title of an entry in the reader's language; None where there is no such entry."""
        ...


class EntryTexts(Protocol):
    """Knows what entries say, for a librarian who answers in their words."""

    def text(self, entry: str, language: str) -> EntryText | None:
        """Return an entry's answer of today in a reader's language; None where there is none to be had."""
        ...


class Markup(Protocol):
    """Turns Markdown into HTML that is safe to show anywhere."""

    def to_html(self, markdown: str) -> str: ...

    def to_text(self, markdown: str) -> str: ...


class Promise(Protocol):
    """What may be promised to somebody who waits: see routing/promise.py."""

    def wait_minutes(self, at: datetime, position: int) -> int | None:
        """Return the minutes until that place in the queue is reached, closed hours included."""
        ...

    def sentence(self, at: datetime, position: int, *, language: str) -> str: ...


class Bell(Protocol):
    """Wakes whoever waits for work, here and in other processes. A hint: nothing depends on it being heard."""

    def ring(self, name: str) -> None: ...

    async def wait(self, name: str, seconds: float) -> None:
        """Return when the bell rang, or after so many seconds."""
        ...


@dataclass(frozen=True, slots=True)
class Typing:
    """Somebody is typing, or has stopped. Never stored."""

    conversation_id: int
    contact_id: int
    author: Author
    on: bool


MakeNews = Callable[[], News | None]
"""Gives what one transaction has committed in a conversation; None where more has to be read to tell a reader."""


class Fanout(Protocol):
    """Tells open sockets what changed, after commit: other processes by ids only, this one with the news themselves."""

    def conversation_changed(self, conversation_id: int, contact_id: int, news: MakeNews | None = None) -> None: ...

    def typing(self, typing: Typing) -> None: ...

    def subscribe(self, listener: "Listener") -> Callable[[], None]:
        """Let a listener hear from now on; the returned function ends it."""
        ...


class Listener(Protocol):
    """Hears what changed. Called on the event loop; must not block and must not raise."""

    def conversation_changed(self, conversation_id: int, contact_id: int, news: MakeNews | None = None) -> None:
        """`news` where this process has just committed the change itself: all of it, without reading it again."""
        ...

    def typing(self, typing: Typing) -> None: ...


class Files(Protocol):
    """Keeps attachments by the hash of their content."""

    async def keep(self, name: str, type: str, data: bytes) -> Attachment:  # noqa: A002 (Attachment's own word)
        """Keep the bytes durably and return the attachment that names them. Raises Unavailable."""
        ...

    async def read(self, attachment: Attachment) -> bytes:
        """Return the bytes. Raises NotFound or Unavailable."""
        ...


Step = Callable[[], Awaitable[bool]]
"""Does one thing and returns True if there was work."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel can carry: code points a message, buttons, files, and whether a first answer is the only one."""

    length: int
    choices: bool
    attachments: bool
    answers_once: bool = False


class ChannelPort(Protocol):
    """One way to reach readers."""

    name: Channel
    limits: Limits

    async def run(self) -> None:
        """Receive until cancelled."""
        ...

    async def send(self, outbound: Outbound) -> None:
        """Deliver one message, or raise SendError."""
        ...

"""What was committed here is told without reading it again, and never out of order."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from channels.web_chat.hub import Hub
from channels.web_chat.outgoing import Outgoing
from routing.conversations import Owner
from routing.messages import Author, Channel, Message, MessageState
from routing.promise import WaitPromise
from routing.store_ports import News, SessionState

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
CONTACT = 5


def news(*seqs: int, owner: Owner = Owner.BOT, conversation: int = 9) -> News:
    """What there is to tell up to the last of these messages."""
    said = [
        Message(seq, conversation, CONTACT, seq, Channel.WEB, Author.BOT, str(seq), "", NOON, MessageState.SENT)
        for seq in seqs
    ]
    last = seqs[-1] if seqs else 0
    return News(SessionState(CONTACT, conversation, owner, "R-AAAA-BBBB", "en", last, None, None), tuple(said))


@dataclass
class Threads:
    """Gives what a test says is stored, when it lets it."""

    stored: News
    readings: int = 0
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def news(self, wanted: Mapping[int, int]) -> Mapping[int, News]:
        self.readings += 1
        found = self.stored
        self.asked.set()
        await self.may_answer.wait()
        return dict.fromkeys(wanted, found)


class Socket:
    """Keeps what it was told: the numbers of messages, and who speaks next."""

    def __init__(self) -> None:
        self.out = Outgoing()
        self.heard: list[int] = []
        self.owner: Owner | None = None

    @property
    def told(self) -> int:
        return self.out.told

    def tell(self, said: News, wait_minutes: int | None) -> None:
        self.heard += [message.seq for message in said.messages if message.seq > self.told]
        self.owner = said.state.owner
        self.out.tell(said, wait_minutes)


async def listening(stored: News) -> tuple[Hub, Socket, Threads]:
    """A hub with one socket that was told what is stored."""
    threads, socket = Threads(stored), Socket()
    threads.may_answer.set()
    hub = Hub(threads, WaitPromise(None, 10), lambda: NOON)  # type: ignore[arg-type]  # only news is asked for
    hub.join(CONTACT, socket)  # type: ignore[arg-type]
    hub.refresh(CONTACT)
    await hub.tell_news()
    return hub, socket, threads


async def test_what_comes_next_is_told_at_once_and_not_read_again() -> None:
    hub, socket, threads = await listening(news(1))
    hub.conversation_changed(9, CONTACT, lambda: news(2))
    hub.conversation_changed(9, CONTACT, lambda: news(3, 4))
    await hub.tell_news()

    assert socket.heard == [1, 2, 3, 4]
    assert threads.readings == 1


async def test_what_came_before_is_told_first() -> None:
    hub, socket, threads = await listening(news(1))
    threads.stored = news(1, 2, 3)
    hub.conversation_changed(9, CONTACT, lambda: news(3))
    assert socket.heard == [1]
    await hub.tell_news()

    assert socket.heard == [1, 2, 3]


async def test_a_reading_on_its_way_never_tells_what_is_over() -> None:
    hub, socket, threads = await listening(news(1, owner=Owner.WAITING))
    threads.may_answer.clear()
    threads.asked.clear()
    hub.refresh(CONTACT)
    reading = asyncio.create_task(hub.tell_news())
    await threads.asked.wait()
    threads.stored = news(1, 2)
    hub.conversation_changed(9, CONTACT, lambda: news(2))
    threads.may_answer.set()
    await reading
    await hub.tell_news()

    assert (socket.heard, socket.owner) == ([1, 2], Owner.BOT)


async def test_who_was_told_more_already_is_told_nothing_older() -> None:
    hub, socket, _ = await listening(news(1, 2, owner=Owner.CLOSED))
    hub.conversation_changed(9, CONTACT, lambda: news(2, owner=Owner.BOT))
    assert socket.owner is Owner.CLOSED
    await hub.tell_news()

    assert (socket.heard, socket.owner) == ([1, 2], Owner.CLOSED)


async def test_another_conversation_of_the_reader_is_read() -> None:
    hub, socket, threads = await listening(news(1))
    threads.stored = news(1, 2, conversation=10)
    hub.conversation_changed(9, CONTACT, lambda: news(2, conversation=10))
    assert socket.heard == [1]
    await hub.tell_news()

    assert socket.heard == [1, 2]


async def test_what_only_the_store_can_tell_is_read() -> None:
    hub, socket, threads = await listening(news(1))
    threads.stored = news(1, owner=Owner.WAITING)
    hub.conversation_changed(9, CONTACT, lambda: None)
    await hub.tell_news()

    assert socket.owner is Owner.WAITING

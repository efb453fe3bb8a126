"""What stands around the Telegram channel in its tests: a house that stores in memory, and a reader's message."""

import asyncio
import json
from collections.abc import Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from telegram import Update

from channels.telegram.channel import TelegramChannel
from channels.telegram.settings import TelegramSettings
from routing.conversations import Conversation, Owner
from routing.messages import Author, Channel, Inbound, Message, MessageState, Outbound
from routing.ports import Stored
from tests.parts.bot_api import BotApi

NOON = datetime(2025, 11, 24, 4, tzinfo=UTC)


def recorded(name: str) -> dict:
    """Return a payload in the shape of Telegram's documentation: one file for each oddity."""
    return json.loads((Path(__file__).parent / "payloads" / f"{name}.json").read_text(encoding="utf-8"))


def recorded_update(name: str) -> Update:
    return Update.de_json({"update_id": 1} | recorded(name), None)


def outbound(text: str, **changes) -> Outbound:
    values = {
        "message_id": 1,
        "conversation_id": 1,
        "case": "R-ABCD-2345",
        "channel": Channel.TELEGRAM,
        "address": "42",
        "author": Author.BOT,
        "name": None,
        "text": text,
        "html": "",
        "language": "zh-CN",
        "choices": (),
        "sources": (),
        "attachments": (),
        "subject": None,
        "envelope": {},
        "at": NOON,
        "tries": 1,
    }
    return Outbound(**values | changes)


def stored(inbound: Inbound, *, repeated: bool) -> Stored:
    conversation = Conversation(
        id=1,
        case="R-ABCD-2345",
        contact_id=1,
        channel=inbound.channel,
        address=inbound.address,
        owner=Owner.BOT,
        version=1,
        seq=1,
        queue_id=1,
        assignee_id=None,
        language="zh-CN",
        topic=None,
        last_entry=None,
        unsure_turns=0,
        answered=False,
        waiting_since=None,
        closed_at=None,
    )
    where = (1, 1, 1, 1, inbound.channel, Author.READER)
    message = Message(*where, inbound.text, "", NOON, MessageState.NEW)
    return Stored(message, conversation, repeated=repeated, tries=0)


@dataclass
class House:
    """Stores in memory what the channel hands in. `faults` are raised first, one a call."""

    messages: dict[str, Inbound] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)
    received: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def receive(self, inbound: Inbound) -> Stored:
        self.received += 1
        await self._raise_fault()
        repeated = inbound.external_id in self.messages
        self.messages.setdefault(inbound.external_id, inbound)
        await self._tell()
        return stored(inbound, repeated=repeated)

    async def ask_librarian(self, channel: Channel, address: str, language: str, name: str) -> None:
        assert channel is Channel.TELEGRAM
        await self._raise_fault()
        self.asked.append((address, language, name))
        await self._tell()

    @property
    def texts(self) -> list[str]:
        return [inbound.text for inbound in self.messages.values()]

    async def until(self, seen: Callable[[], bool], *, seconds: float = 10.0) -> None:
        async with asyncio.timeout(seconds), self.changed:
            await self.changed.wait_for(seen)

    async def _raise_fault(self) -> None:
        if self.faults:
            fault = self.faults.pop(0)
            await self._tell()
            raise fault

    async def _tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()


@dataclass
class MemoryCursor:
    """One number and one lease for each name. A process that `dies_moving` gets no further than `moving`."""

    values: dict[str, int] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)
    dies_moving: bool = False
    moving: asyncio.Event = field(default_factory=asyncio.Event)

    async def lease(self, name: str, holder: str, seconds: float) -> bool:
        if self.holders.get(name, holder) != holder:
            return False
        if seconds:
            self.holders[name] = holder
        else:
            self.holders.pop(name, None)
        return True

    async def read(self, name: str) -> int:
        return self.values.get(name, 0)

    async def move(self, name: str, value: int) -> None:
        if self.dies_moving:
            self.moving.set()
            await asyncio.get_running_loop().create_future()
        self.values[name] = value


class Pauses:
    """Waits no longer than a turn of the loop, and keeps how long it was to wait."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        self.paused = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        if seconds:
            self.taken.append(seconds)
            self.paused.set()
        await asyncio.sleep(0)


@dataclass
class Rig:
    """The channel with everything around it."""

    api: BotApi
    house: House = field(default_factory=House)
    cursor: MemoryCursor = field(default_factory=MemoryCursor)
    pauses: Pauses = field(default_factory=Pauses)
    token: str | None = None

    def channel(self, holder: str = "this process") -> TelegramChannel:
        settings = TelegramSettings(self.token or self.api.token, self.api.url)
        return TelegramChannel(
            settings, self.house, actions=self.house, cursor=self.cursor, holder=holder, pause=self.pauses
        )

    @asynccontextmanager
    async def running(self, holder: str = "this process"):
        """Run the channel; cancel it at the end as a stop does."""
        channel = self.channel(holder)
        running = asyncio.create_task(channel.run())
        try:
            yield channel
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await channel.close()

"""The house as a channel sees it, in memory: takes what readers say, once each, and fails on demand."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from routing.conversations import Conversation, Owner
from routing.messages import Author, Channel, Inbound, Message, MessageState, Outbound
from routing.store_ports import Stored

NOON = datetime(2025, 11, 24, 4, tzinfo=UTC)


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


def stored(inbound: Inbound, *, seq: int, repeated: bool) -> Stored:
    conversation = Conversation(
        id=1,
        case="R-ABCD-2345",
        contact_id=1,
        channel=inbound.channel,
        address=inbound.address,
        owner=Owner.BOT,
        version=1,
        seq=seq,
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
    where = (seq, 1, 1, seq, inbound.channel, Author.READER)
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
        own = [key for key, message in self.messages.items() if message.address == inbound.address]
        seq = own.index(inbound.external_id) + 1
        return stored(inbound, seq=seq, repeated=repeated)

    async def ask_librarian(self, channel: Channel, address: str, language: str, name: str | None = None) -> None:
        await self._raise_fault()
        self.asked.append((address, language, name or ""))
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

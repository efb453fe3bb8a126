"""What has to happen when nobody does anything: idle talks end, abandoned ones go back to the queue, waits are told."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from routing.conversations import Change, Conversation, HandOver, Owner, Reason
from routing.errors import SendError
from routing.ports import Clock
from routing.store_ports import Conversations

log = logging.getLogger(__name__)

IDLE = timedelta(hours=24)
GRACE = timedelta(minutes=5)
"""How long a librarian may be away before the talks at hand go back to their queue."""
EVERY = 30.0


@dataclass(frozen=True, slots=True)
class Overdue:
    """Conversations that have waited in one queue for longer than it allows, with nobody online to take them."""

    queue_name: str
    address: str
    cases: tuple[str, ...]
    conversation_ids: tuple[int, ...]
    longest_minutes: int


@dataclass(frozen=True, slots=True)
class Found:
    """A conversation as it was when it was looked for: whoever changed it meanwhile was first."""

    conversation_id: int
    version: int


class Chores(Protocol):
    """The store, as housekeeping sees it."""

    async def idle_since(self, moment: datetime) -> Sequence[Found]:
        """Return conversations that have been with the bot, unchanged, since before that moment."""
        ...

    async def abandoned_since(self, moment: datetime) -> Sequence[Found]:
        """Return conversations of librarians who were last seen before that moment: nothing has happened since then,
        or only the reader has written.
        """
        ...

    async def take_overdue(self, now: datetime, seen_after: datetime) -> Sequence[Overdue]:
        """Return what waits for too long in queues while no librarian was seen lately, and mark it as told."""
        ...

    async def untell(self, overdue: Overdue) -> None:
        """Take the mark back, so that it is told again."""
        ...


Notify = Callable[[str, str, str], Awaitable[None]]
"""Mails (address, subject, text) to the library's own people; raises SendError."""


class Housekeeping:
    """Runs its chores one after the other, each safe to run in several processes."""

    def __init__(
        self,
        chores: Chores,
        conversations: Conversations,
        clock: Clock,
        *,
        notify: Notify | None,
        desk_url: str,
    ) -> None:
        self._chores = chores
        self._conversations = conversations
        self._clock = clock
        self._notify = notify
        self._desk_url = desk_url

    async def step(self) -> bool:
        """Do every chore once. Always False: there is nothing to hurry for."""
        now = self._clock()
        for found in await self._chores.idle_since(now - IDLE):
            await self._change(found, Change(owner=Owner.CLOSED))
        for found in await self._chores.abandoned_since(now - GRACE):
            await self._change(found, Change(hand_over=HandOver(Reason.RULE)))
        if self._notify is not None:
            for overdue in await self._chores.take_overdue(now, now - GRACE):
                await self._tell(self._notify, overdue)
        return False

    async def _change(self, found: Found, change: Change) -> None:
        def decide(conversation: Conversation) -> Change:
            return change if conversation.version == found.version else Change()

        await self._conversations.change(found.conversation_id, decide)

    async def _tell(self, notify: Notify, overdue: Overdue) -> None:
        count, minutes = len(overdue.cases), overdue.longest_minutes
        subject = f"[RIC] {overdue.queue_name}: {count} 位读者在等待 / {count} waiting"
        text = (
            f"队列“{overdue.queue_name}”有 {count} 个会话在等待馆员，最长已等 {minutes} 分钟，目前没有馆员在线。\n"
            f"{count} conversation(s) in the queue “{overdue.queue_name}” are waiting, the longest for {minutes} "
            f"minutes, and no librarian is online.\n\n{', '.join(overdue.cases)}\n\n{self._desk_url}\n"
        )
        try:
            await notify(overdue.address, subject, text)
        except SendError as error:
            log.warning("alert_not_sent", extra={"queue": overdue.queue_name, "error": str(error)})
            await self._chores.untell(overdue)

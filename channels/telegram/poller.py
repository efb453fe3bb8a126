"""Asks Telegram for updates and moves our offset only after what they said is stored.

Telegram forgets an update as soon as it is asked for a later one, so what is not committed is asked for again; a
repeat is recognised by intake. One process polls, the others stand by on the lease.
"""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Sequence

from telegram import Bot, Update
from telegram.error import TelegramError

from channels.telegram.library import UNREADABLE
from channels.telegram.listener import Listener
from routing.errors import Refused, Unavailable
from routing.store_ports import Cursor

log = logging.getLogger(__name__)

POLL = 20
LEASE = 60.0
"""Seconds; longer than a poll with its time-outs, so that only a process that hangs or died loses the lease."""
STANDBY = 5.0
BATCH = 100
TRIES = 5
KINDS = ("message", "callback_query")


class Poller:
    """One turn after another; its caller decides what to do about errors and how long to wait."""

    def __init__(self, bot: Bot, listener: Listener, cursor: Cursor, *, name: str, holder: str) -> None:
        self._bot = bot
        self._listener = listener
        self._cursor = cursor
        self._name = name
        self._holder = holder
        self._batch = BATCH
        self._done: set[int] = set()
        self._tries: Counter[int] = Counter()

    async def turn(self) -> float:
        """Poll once and hear what came; return the seconds to wait before the next turn."""
        if not await self._cursor.lease(self._name, self._holder, LEASE):
            return STANDBY
        offset = await self._cursor.read(self._name)
        updates = await self._fetch(offset)
        if updates:
            await self._hear_all(updates)
            # Set, not raised: after a quiet week Telegram numbers updates anew from anywhere, lower ones too.
            await self._cursor.move(self._name, updates[-1].update_id + 1)
            self._done.clear()
            self._tries.clear()
        return 0.0

    async def release(self) -> None:
        """Let another process poll at once."""
        await self._cursor.lease(self._name, self._holder, 0.0)

    async def _fetch(self, offset: int) -> Sequence[Update]:
        try:
            return await self._bot.get_updates(
                offset=offset or None, limit=self._batch, timeout=POLL, allowed_updates=KINDS
            )
        except TelegramError:
            raise
        except UNREADABLE as fault:
            await self._step_over(offset, fault)
            return ()

    async def _step_over(self, offset: int, fault: Exception) -> None:
        """Get past an update of a shape that the library cannot read: first one by one, then over the number."""
        if self._batch > 1:
            self._batch = 1
            return
        log.error("telegram_update_unreadable", extra={"update": offset, "reason": type(fault).__name__})
        await self._cursor.move(self._name, offset + 1)
        self._batch = BATCH

    async def _hear_all(self, updates: Sequence[Update]) -> None:
        """Hear each chat's updates in order and the chats at once; a failure in one does not hold back the others."""
        chats: defaultdict[int | None, list[Update]] = defaultdict(list)
        for update in updates:
            chats[update.effective_chat.id if update.effective_chat else None].append(update)
        heard = await asyncio.gather(*map(self._hear_in_order, chats.values()), return_exceptions=True)
        for failure in heard:
            if failure is not None:
                raise failure

    async def _hear_in_order(self, updates: Sequence[Update]) -> None:
        for update in updates:
            if update.update_id not in self._done:
                await self._hear(update)
                self._done.add(update.update_id)

    async def _hear(self, update: Update) -> None:
        try:
            await self._listener.hear(update)
        except Unavailable:
            raise
        except Refused as refusal:
            await self._give_up(update, refusal)
        except Exception as fault:
            self._tries[update.update_id] += 1
            if self._tries[update.update_id] < TRIES:
                raise
            log.exception("telegram_update_failed", extra={"update": update.update_id})
            await self._give_up(update, fault)

    async def _give_up(self, update: Update, fault: Exception) -> None:
        """Tell the reader instead of asking for the same update for ever, which would hold up everybody else."""
        log.warning("telegram_update_refused", extra={"update": update.update_id, "reason": type(fault).__name__})
        await self._listener.apologise(update)

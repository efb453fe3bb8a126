"""One store-writer per process: everything pending goes into one transaction, and each caller awaits its part."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection

from crm_store.batch import apply_batch
from crm_store.database import Database
from crm_store.intents import Intent
from crm_store.working_set import Tools, WorkingSet
from routing.errors import Unavailable
from routing.measures import UNCOUNTED, Measures
from routing.ports import Bell, Fanout

T = TypeVar("T")
log = logging.getLogger(__name__)

MAX_BATCH = 256
MAX_WEIGHT = 1_000_000
"""Bytes of mails in one transaction: chats that are stored with them wait for all of it."""
_PATIENCE = 2
_HELP_SECONDS = 0.1
"""How long one lane takes everything: fewer and larger transactions cost less, but one that waits holds nobody up."""


@dataclass(slots=True)
class _Pending:
    intent: Intent
    done: asyncio.Future[Any]


class Writer:
    """Takes intents and rare writes; rings the bells and announces what changed, after the commit and never before."""

    def __init__(
        self,
        database: Database,
        tools: Tools,
        bell: Bell,
        fanout: Fanout,
        *,
        measures: Measures = UNCOUNTED,
    ) -> None:
        self._database = database
        self._tools = tools
        self._bell = bell
        self._fanout = fanout
        self._measures = measures
        self._pending: deque[_Pending] = deque()
        self._lanes: set[asyncio.Task[None]] = set()
        self._working = 0  # lanes that will still look at what is pending
        self._help: asyncio.TimerHandle | None = None
        self._closing = False
        self.trouble: str | None = None  # why the last write was in vain; None where it was committed

    async def submit(self, intent: Intent) -> Any:
        """Return the intent's result once it is committed; raise Unavailable when the database cannot take it."""
        if self._closing:
            raise Unavailable("the store is closing")
        pending = _Pending(intent, asyncio.get_running_loop().create_future())
        self._pending.append(pending)
        if not self._working:
            self._begin_lane()
        else:
            self._await_help()
        return await pending.done

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Run one rare write in a transaction of its own."""
        return await self._write(work)

    async def change(self, work: Callable[[WorkingSet], T]) -> T:
        """Run one rare write that changes conversations, and announce what it touched."""

        def transact(connection: Connection) -> tuple[T, WorkingSet]:
            working_set = WorkingSet(connection, self._tools)
            result = work(working_set)
            working_set.flush()
            return result, working_set

        result, working_set = await self._write(transact)
        self._announce(working_set)
        return result

    async def close(self) -> None:
        """Finish what is pending, take nothing more."""
        self._closing = True
        while self._lanes:  # one that helps may begin meanwhile
            await asyncio.gather(*self._lanes)
        if self._help is not None:
            self._help.cancel()

    def _begin_lane(self) -> None:
        self._working += 1
        lane = asyncio.create_task(self._run_lane())
        self._lanes.add(lane)
        lane.add_done_callback(self._lanes.discard)

    def _await_help(self) -> None:
        if self._help is None and self._working < self._database.lanes:
            self._help = asyncio.get_running_loop().call_later(_HELP_SECONDS, self._help_out)

    def _help_out(self) -> None:
        """Begin another lane where what is pending has waited long: a transaction may wait for a lock."""
        self._help = None
        if self._pending:
            self._begin_lane()
            self._await_help()

    def _take(self) -> list[_Pending]:
        """Take what goes into one transaction: many small things, or one that is large."""
        batch, weight = [self._pending.popleft()], 0
        while self._pending and len(batch) < MAX_BATCH:
            weight += batch[-1].intent.weight
            if weight + self._pending[0].intent.weight > MAX_WEIGHT:
                break
            batch.append(self._pending.popleft())
        return batch

    async def _run_lane(self) -> None:
        try:
            while self._pending:
                batch = self._take()
                error = await self._commit(batch)
                if error is not None and len(batch) > 1:
                    await self._commit_each(batch, error)
                elif error is not None:
                    _fail(batch[0], error)
        finally:
            self._working -= 1

    async def _commit(self, batch: Sequence[_Pending]) -> Exception | None:
        """Commit and tell everybody in the batch; or return what was wrong, with nothing stored and nobody told."""
        try:
            results, working_set = await self._write(
                lambda connection: apply_batch(connection, [pending.intent for pending in batch], self._tools),
            )
        except Exception as error:  # noqa: BLE001 (the store-writer's batch: one bad intent must not fail the others)
            return error
        for pending, result in zip(batch, results, strict=True):
            if not pending.done.done():
                pending.done.set_result(result)
        self._announce(working_set)
        return None

    async def _write(self, work: Callable[[Connection], T]) -> T:
        began = time.perf_counter()
        try:
            result = await self._database.write(work)
        except Unavailable as error:
            self.trouble = str(error)
            raise
        self.trouble = None
        self._measures.committed(time.perf_counter() - began)
        return result

    async def _commit_each(self, batch: Sequence[_Pending], error: Exception | None) -> None:
        """Try each alone, so that only the bad ones fail; after two vain calls the database is taken to be away."""
        log.warning("batch_rolled_back", extra={"size": len(batch), "error": type(error).__name__})
        in_vain = 0
        for pending in batch:
            if in_vain < _PATIENCE:
                error = await self._commit([pending])
            if error is None:
                in_vain = 0
                continue
            in_vain += isinstance(error, Unavailable)
            _fail(pending, error)

    def _announce(self, working_set: WorkingSet) -> None:
        for name in working_set.bells:
            self._bell.ring(name)
        for reason in working_set.handed_over:
            self._measures.handed_over(reason)
        for conversation_id in working_set.touched:
            contact_id = working_set.conversations[conversation_id]["contact_id"]
            self._fanout.conversation_changed(conversation_id, contact_id, partial(working_set.news, conversation_id))


def _fail(pending: _Pending, error: Exception) -> None:
    if not isinstance(error, Unavailable):
        log.error("write_failed", exc_info=error, extra={"intent": type(pending.intent).__name__})
    if not pending.done.done():
        pending.done.set_exception(error)

"""The background step that makes what was said findable and countable, a moment after it was stored."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, select, update

from crm_store.daily_counts import count_acts, count_messages
from crm_store.database import Database
from crm_store.ids import IdMaker
from crm_store.page_texts import MESSAGES
from crm_store.search_pages import pages_of, try_turn, write_pages
from crm_store.tables import audit, message, search_due
from crm_store.writer import Writer

EVERY = 0.5
"""Seconds after which it is looked again for what is new."""
BATCH = 50
"""Messages that one step takes up: it holds the one writing connection of SQLite for a hundredth of a second."""
SHARE = 0.1
"""The part of the time that it takes at most. A page is written anew for each message on it that comes alone, so what
comes fast is taken up together, or when it is calm again.
"""


class Indexer:
    """Takes up each message once, the newest first, and each conversation whose names or notes have changed."""

    def __init__(self, database: Database, writer: Writer, make_id: IdMaker, *, batch: int = BATCH) -> None:
        self._database = database
        self._writer = writer
        self._make_id = make_id
        self._batch = batch

    async def step(self) -> bool:
        """Take up a batch; True where there may be more."""
        if not await self._database.read(_is_any):
            return False
        return await self._writer.run(lambda connection: take_up(connection, self._make_id, self._batch))


def take_up(connection: Connection, make_id: IdMaker, batch: int) -> bool:
    """Index and count a batch, both once: what was taken up is marked in the same transaction. True if it was full."""
    if not try_turn(connection):
        return False
    fresh = connection.execute(_unindexed().order_by(message.c.id.desc()).limit(batch)).all()
    due = _take_due(connection, batch)
    keys = {(row.conversation_id, row.seq // MESSAGES) for row in fresh}
    write_pages(connection, keys | pages_of(connection, due), make_id)
    count_messages(connection, _mark_indexed(connection, [row.id for row in fresh]))
    acts = _mark_counted(connection, batch)
    count_acts(connection, acts)
    return batch in {len(fresh), len(due), len(acts)}


def _is_any(connection: Connection) -> bool:
    uncounted = select(audit.c.id).where(~audit.c.counted)
    queries = _unindexed(), select(search_due.c.conversation_id), uncounted
    return any(connection.execute(query.limit(1)).first() is not None for query in queries)


def _unindexed() -> Select[Any]:
    """A mail that was not filed yet has no place in a conversation."""
    columns = message.c.id, message.c.conversation_id, message.c.seq
    return select(*columns).where(~message.c.indexed, message.c.seq.is_not(None))


def _take_due(connection: Connection, batch: int) -> Sequence[int]:
    first = select(search_due.c.conversation_id).limit(batch).with_for_update(skip_locked=True)
    taken = delete(search_due).where(search_due.c.conversation_id.in_(first)).returning(search_due.c.conversation_id)
    return connection.scalars(taken).all()


def _mark_indexed(connection: Connection, ids: Sequence[int]) -> Sequence[int]:
    """Mark those that nobody is changing at the moment; the others are taken up again."""
    free = select(message.c.id).where(message.c.id.in_(ids)).with_for_update(key_share=True, skip_locked=True)
    marked = update(message).where(message.c.id.in_(free)).values(indexed=True)
    return connection.scalars(marked.returning(message.c.id)).all()


def _mark_counted(connection: Connection, batch: int) -> Sequence[int]:
    first = select(audit.c.id).where(~audit.c.counted).limit(batch)
    marked = update(audit).where(audit.c.id.in_(first)).values(counted=True)
    return connection.scalars(marked.returning(audit.c.id)).all()

"""routing.housekeeping.Chores over the tables."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, Select, exists, func, select, update

from crm_store.database import Database
from crm_store.tables import conversation, librarian, message, queue
from crm_store.writer import Writer
from routing.conversations import Owner
from routing.housekeeping import Found, Overdue
from routing.messages import Author

MOST = 200
"""Conversations that one look takes on."""
_FOUND = select(conversation.c.id, conversation.c.version)


class StoreChores:
    """Satisfies routing.housekeeping.Chores."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def idle_since(self, moment: datetime) -> Sequence[Found]:
        return await self._find(_FOUND.where(conversation.c.owner == Owner.BOT, conversation.c.updated < moment))

    async def abandoned_since(self, moment: datetime) -> Sequence[Found]:
        seen = func.coalesce(librarian.c.seen, librarian.c.created)
        left_alone = exists().where(
            message.c.conversation_id == conversation.c.id,
            message.c.author == Author.READER,
            message.c.at.between(seen, moment),
        )
        return await self._find(
            _FOUND.join(librarian, librarian.c.id == conversation.c.assignee_id)
            .where(conversation.c.owner == Owner.LIBRARIAN, seen < moment)
            .where((conversation.c.updated < moment) | left_alone),
        )

    async def _find(self, query: Select[int, int]) -> Sequence[Found]:
        oldest = query.order_by(conversation.c.id).limit(MOST)
        rows = await self._database.read(lambda connection: connection.execute(oldest).all())
        return [Found(row.id, row.version) for row in rows]

    async def take_overdue(self, now: datetime, seen_after: datetime) -> Sequence[Overdue]:
        return await self._writer.run(lambda connection: take_overdue(connection, now, seen_after))

    async def untell(self, overdue: Overdue) -> None:
        await self._writer.run(lambda connection: untell(connection, overdue.conversation_ids))


def untell(connection: Connection, ids: Sequence[int]) -> None:
    """Take the marks back, locked in the one order in which conversations are locked."""
    theirs = select(conversation.c.id).where(conversation.c.id.in_(ids)).order_by(conversation.c.id)
    connection.execute(theirs.with_for_update(key_share=True))
    connection.execute(update(conversation).where(conversation.c.id.in_(ids)).values(alerted=None))


def take_overdue(connection: Connection, now: datetime, seen_after: datetime) -> list[Overdue]:
    """Mark and return what waits for longer than its queue allows while nobody is online."""
    if connection.scalar(select(exists().where(librarian.c.seen >= seen_after, ~librarian.c.disabled))):
        return []
    queues = connection.execute(select(queue).where(queue.c.address.is_not(None))).mappings().all()
    found = ((each, _late(connection, each, now)) for each in queues)
    overdue = [_overdue(each, rows, now) for each, rows in found if rows]
    late = [key for each in overdue for key in each.conversation_ids]
    if late:
        connection.execute(update(conversation).where(conversation.c.id.in_(late)).values(alerted=now))
    return overdue


def _late(connection: Connection, where: RowMapping, now: datetime) -> Sequence[RowMapping]:
    query = (
        select(conversation.c.id, conversation.c.case_number, conversation.c.waiting_since)
        .where(conversation.c.owner == Owner.WAITING, conversation.c.alerted.is_(None))
        .where(conversation.c.queue_id == where["id"])
        .where(conversation.c.waiting_since <= now - timedelta(minutes=where["alert_minutes"]))
        .order_by(conversation.c.waiting_since)
        .limit(MOST)
        .with_for_update(key_share=True, skip_locked=True)
    )
    return connection.execute(query).mappings().all()


def _overdue(where: RowMapping, rows: Sequence[RowMapping], now: datetime) -> Overdue:
    return Overdue(
        queue_name=f"{where['name_zh']} / {where['name_en']}",
        address=where["address"],
        cases=tuple(row["case_number"] for row in rows),
        conversation_ids=tuple(row["id"] for row in rows),
        longest_minutes=int((now - rows[0]["waiting_since"]).total_seconds() // 60),
    )

"""routing.housekeeping.Chores over the tables."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, exists, func, select, update

from crm_store.database import Database
from crm_store.tables import conversation, librarian, queue
from crm_store.writer import Writer
from routing.conversations import Owner
from routing.housekeeping import Overdue

MOST = 200
"""Conversations that one look takes on."""


class StoreChores:
    """Satisfies routing.housekeeping.Chores."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def idle_since(self, moment: datetime) -> Sequence[int]:
        query = (
            select(conversation.c.id)
            .where(conversation.c.owner == Owner.BOT, conversation.c.updated < moment)
            .order_by(conversation.c.id)
            .limit(MOST)
        )
        return await self._database.read(lambda connection: list(connection.scalars(query)))

    async def abandoned_since(self, moment: datetime) -> Sequence[int]:
        query = (
            select(conversation.c.id)
            .join(librarian, librarian.c.id == conversation.c.assignee_id)
            .where(conversation.c.owner == Owner.LIBRARIAN, conversation.c.updated < moment)
            .where(func.coalesce(librarian.c.seen, librarian.c.created) < moment)
            .order_by(conversation.c.id)
            .limit(MOST)
        )
        return await self._database.read(lambda connection: list(connection.scalars(query)))

    async def take_overdue(self, now: datetime, seen_after: datetime) -> Sequence[Overdue]:
        return await self._writer.run(lambda connection: take_overdue(connection, now, seen_after))

    async def untell(self, overdue: Overdue) -> None:
        statement = update(conversation).where(conversation.c.id.in_(overdue.conversation_ids)).values(alerted=None)
        await self._writer.run(lambda connection: connection.execute(statement).rowcount)


def take_overdue(connection: Connection, now: datetime, seen_after: datetime) -> list[Overdue]:
    """Mark and return what waits for longer than its queue allows while nobody is online."""
    if connection.scalar(select(exists().where(librarian.c.seen >= seen_after, ~librarian.c.disabled))):
        return []
    query = (
        select(conversation.c.id, conversation.c.case_number, conversation.c.waiting_since, conversation.c.queue_id)
        .add_columns(queue.c.name_zh, queue.c.name_en, queue.c.address, queue.c.alert_minutes)
        .join(queue, queue.c.id == conversation.c.queue_id)
        .where(conversation.c.owner == Owner.WAITING, conversation.c.alerted.is_(None), queue.c.address.is_not(None))
        .order_by(conversation.c.waiting_since)
        .limit(MOST)
        .with_for_update(of=conversation, skip_locked=True)
    )
    by_queue: defaultdict[int, list[RowMapping]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        if now - row["waiting_since"] >= timedelta(minutes=row["alert_minutes"]):
            by_queue[row["queue_id"]].append(row)
    late = [row["id"] for rows in by_queue.values() for row in rows]
    if late:
        connection.execute(update(conversation).where(conversation.c.id.in_(late)).values(alerted=now))
    return [_overdue(rows, now) for rows in by_queue.values()]


def _overdue(rows: Sequence[RowMapping], now: datetime) -> Overdue:
    return Overdue(
        queue_name=f"{rows[0]['name_zh']} / {rows[0]['name_en']}",
        address=rows[0]["address"],
        cases=tuple(row["case_number"] for row in rows),
        conversation_ids=tuple(row["id"] for row in rows),
        longest_minutes=int((now - rows[0]["waiting_since"]).total_seconds() // 60),
    )

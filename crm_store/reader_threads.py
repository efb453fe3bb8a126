"""routing.store_ports.ReaderThreads over the tables: the whole thread of one contact, across its conversations."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    Text,
    bindparam,
    cast,
    func,
    select,
    update,
)

from crm_store.database import Database
from crm_store.inbox import place_in_queue
from crm_store.rows import to_message
from crm_store.tables import contact, conversation, librarian, message
from crm_store.writer import Writer
from routing.conversations import Owner
from routing.messages import Channel, Message
from routing.store_ports import News, SessionState


class StoreReaderThreads:
    """Satisfies routing.store_ports.ReaderThreads."""

    def __init__(self, database: Database, writer: Writer) -> None:
        self._database = database
        self._writer = writer

    async def find(self, channel: Channel, address: str) -> SessionState | None:
        wanted = _states().where(contact.c.channel == channel, contact.c.address == address, contact.c.proven)

        def look(connection: Connection) -> SessionState | None:
            row = connection.execute(wanted).mappings().first()
            return _state(connection, row) if row else None

        return await self._database.read(look)

    async def addresses(self, contact_ids: Collection[int]) -> Mapping[int, str]:
        query = select(contact.c.id, contact.c.address).where(contact.c.id.in_(contact_ids))
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return {row.id: row.address for row in rows}

    async def find_seq(self, channel: Channel, external_id: str) -> int | None:
        query = select(message.c.seq).where(message.c.channel == channel, message.c.external_id == external_id)
        return await self._database.read(lambda connection: connection.scalar(query))

    async def latest(self, contact_id: int, after: int, limit: int) -> Sequence[Message]:
        query = (
            select(message)
            .where(message.c.contact_id == contact_id, message.c.seq > after)
            .order_by(message.c.seq.desc())
            .limit(limit)
        )
        rows = await self._database.read(lambda connection: connection.execute(query).mappings().all())
        return [to_message(row) for row in reversed(rows)]

    async def news(self, wanted: Mapping[int, int]) -> Mapping[int, News]:
        return await self._database.read(lambda connection: read_news(connection, wanted))

    async def mark_seen(self, contact_id: int, seq: int) -> None:
        statement = update(contact).where(contact.c.id == contact_id, contact.c.seen < seq).values(seen=seq)
        await self._writer.run(lambda connection: connection.execute(statement).rowcount)


def _later(each: str, of: ColumnElement[Any]) -> Select[Any]:
    """Select the messages after a seq for each contact, all of them in one JSON object, so that the statement is always
    the same: SQLAlchemy would compile a list of VALUES anew each time, at a third of the cost of an exchange.
    """
    asked = getattr(func, each)(of).table_valued("key", "value")
    whose, after = cast(asked.c.key, BigInteger), cast(asked.c.value, BigInteger)
    return (
        select(message)
        .join(asked, (message.c.contact_id == whose) & (message.c.seq > after))
        .order_by(message.c.contact_id, message.c.seq)
    )


_LATER = {
    "sqlite": _later("json_each", bindparam("asked", type_=Text)),
    "postgresql": _later("json_each_text", cast(bindparam("asked", type_=Text), JSON)),
}


def read_news(connection: Connection, wanted: Mapping[int, int]) -> dict[int, News]:
    """Read what several contacts have not been told, with one query for all messages."""
    later = _LATER[connection.dialect.name]
    asked = json.dumps(wanted)
    found: dict[int, list[Message]] = {contact_id: [] for contact_id in wanted}
    for row in connection.execute(later, {"asked": asked}).mappings():
        found[row["contact_id"]].append(to_message(row))
    states = connection.execute(_states().where(contact.c.id.in_(list(wanted)))).mappings().all()
    return {state.contact_id: News(state, tuple(found[state.contact_id])) for state in _each(connection, states)}


def _states() -> Select[Any]:
    return (
        select(
            contact.c.id.label("contact_id"),
            conversation.c.id,
            conversation.c.owner,
            conversation.c.case_number,
            conversation.c.language,
            conversation.c.seq,
            conversation.c.queue_id,
            librarian.c.name.label("librarian"),
        )
        .join(conversation, conversation.c.id == contact.c.conversation_id)
        .outerjoin(librarian, librarian.c.id == conversation.c.assignee_id)
    )


def _each(connection: Connection, rows: Iterable[RowMapping]) -> list[SessionState]:
    return [_state(connection, row) for row in rows]


def _state(connection: Connection, row: RowMapping) -> SessionState:
    owner = Owner(row["owner"])
    waits = owner is Owner.WAITING
    return SessionState(
        contact_id=row["contact_id"],
        conversation_id=row["id"],
        owner=owner,
        case=row["case_number"],
        language=row["language"],
        last_seq=row["seq"],
        position=place_in_queue(connection, row["id"], row["queue_id"]) if waits else None,
        librarian=row["librarian"] if owner is Owner.LIBRARIAN else None,
    )

"""routing.store_ports.Inbox over the tables: storing, claiming and finishing readers' messages."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, exists, func, select, tuple_, update

from crm_store.bulk import among
from crm_store.clock import due_in, is_any
from crm_store.database import Database
from crm_store.intents import StoreInbound, StoreReply
from crm_store.rows import to_conversation, to_message
from crm_store.tables import conversation, is_unfinished, message
from crm_store.thread_statements import READ
from crm_store.working_set import INBOUND_CLAIM
from crm_store.writer import Writer
from routing.conversations import Owner
from routing.messages import Inbound, MessageState
from routing.ports import Clock
from routing.store_ports import ClaimedMessage, RouterReply, Stored

_CLAIM = update(message).where(among(message.c.id, "ids")).values(tries=message.c.tries + 1)
_MESSAGES = select(message).where(among(message.c.id, "ids")).order_by(message.c.id)


class StoreInbox:
    """Satisfies routing.store_ports.Inbox."""

    def __init__(self, database: Database, writer: Writer, clock: Clock) -> None:
        self._database = database
        self._writer = writer
        self._clock = clock
        self._found = False  # by the last claim: then there may be more

    async def store_inbound(self, inbound: Inbound, *, claim: bool) -> Stored:
        stored: Stored = await self._writer.submit(StoreInbound(inbound, claim))
        return stored

    async def claim_inbound(self, limit: int) -> Sequence[ClaimedMessage]:
        found, self._found = self._found, False
        if not (found or await self._database.read(self._is_any)):
            return []
        claimed = await self._writer.run(lambda connection: claim_inbound(connection, limit, self._clock))
        self._found = bool(claimed)
        return claimed

    def _is_any(self, connection: Connection) -> bool:
        return is_any(connection, due_inbound(connection, self._clock))

    async def store_reply(self, reply: RouterReply) -> bool:
        held: bool = await self._writer.submit(StoreReply(reply))
        return held

    async def place_in_queue(self, conversation_id: int, queue_id: int) -> int:
        return await self._database.read(lambda connection: place_in_queue(connection, conversation_id, queue_id))


def claim_inbound(connection: Connection, limit: int, clock: Clock) -> list[ClaimedMessage]:
    """Claim due messages, only the earliest unfinished one of each conversation."""
    due = due_inbound(connection, clock).order_by(message.c.due).limit(limit)
    ids = list(connection.scalars(due.with_for_update(skip_locked=True)))
    if not ids:
        return []
    later = _CLAIM.values(due=due_in(connection, clock, INBOUND_CLAIM))
    connection.execute(later, {"ids": ids})
    return _read_claimed(connection, ids)


def due_inbound(connection: Connection, clock: Clock) -> Select[Any]:
    """Return the query for messages that are due and that no earlier one of their conversation holds back."""
    earlier = message.alias()
    held_back = exists().where(
        is_unfinished(earlier.c.state),
        earlier.c.state == MessageState.NEW,
        earlier.c.conversation_id == message.c.conversation_id,
        earlier.c.seq < message.c.seq,
    )
    return (
        select(message.c.id)
        .where(is_unfinished(message.c.state), message.c.state == MessageState.NEW)
        .where(message.c.conversation_id.is_not(None))
        .where(message.c.due <= due_in(connection, clock), ~held_back)
    )


def _read_claimed(connection: Connection, ids: Sequence[int]) -> list[ClaimedMessage]:
    messages = connection.execute(_MESSAGES, {"ids": ids}).mappings().all()
    owners = connection.execute(READ, {"ids": {row["conversation_id"] for row in messages}}).mappings()
    found = {row["id"]: to_conversation(row, row["address"]) for row in owners}
    return [ClaimedMessage(to_message(row), found[row["conversation_id"]], row["tries"]) for row in messages]


def place_in_queue(connection: Connection, conversation_id: int, queue_id: int) -> int:
    """Return the place of a conversation among those that wait in a queue; 1 is next. Not waiting: the place behind."""
    since = (
        select(conversation.c.waiting_since)
        .where(conversation.c.id == conversation_id, conversation.c.owner == Owner.WAITING)
        .scalar_subquery()
    )
    waits = tuple_(conversation.c.waiting_since, conversation.c.id)
    before = select(func.count()).where(
        conversation.c.owner == Owner.WAITING,
        conversation.c.queue_id == queue_id,
        conversation.c.id != conversation_id,
        since.is_(None) | (waits < tuple_(since, conversation_id)),
    )
    ahead: int = connection.execute(before).scalar_one()
    return ahead + 1

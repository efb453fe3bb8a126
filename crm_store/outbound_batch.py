"""Replies on their way out: claimed in order for each contact, and what became of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, exists, literal_column, select, tuple_, update

from crm_store.clock import due_in
from crm_store.intents import SetDelivery
from crm_store.rows import to_message
from crm_store.tables import contact, conversation, is_unfinished, message
from crm_store.working_set import WorkingSet
from routing.messages import Author, Channel, MessageState, Outbound
from routing.ports import Clock
from routing.store_ports import ClaimedOutbound

OUTBOUND_CLAIM = 60.0
"""Seconds for which a claimed reply is left to whoever sends it: longer than any vendor's time limit."""


def claim_outbound(
    connection: Connection,
    channels: Sequence[Channel],
    limit: int,
    clock: Clock,
) -> list[ClaimedOutbound]:
    """Claim due replies, only the earliest waiting one of each contact."""
    due = due_outbound(connection, channels, clock).order_by(message.c.due).limit(limit)
    ids = list(connection.scalars(due.with_for_update(skip_locked=True)))
    if not ids:
        return []
    connection.execute(
        update(message)
        .where(message.c.id.in_(ids))
        .values(tries=message.c.tries + 1, due=due_in(connection, clock, OUTBOUND_CLAIM)),
    )
    rows = connection.execute(_with_addresses(ids)).mappings()
    return [ClaimedOutbound(outbound=_outbound(row), tries=row["tries"]) for row in rows]


def set_deliveries(work: WorkingSet, intents: Sequence[SetDelivery]) -> list[bool]:
    """Record what became of claimed replies, where the claim still holds."""
    results = []
    for intent in intents:
        delay = None if intent.delay is None else due_in(work.connection, work.tools.clock, intent.delay)
        done = None if intent.state == MessageState.QUEUED else work.now
        statement = (
            update(message)
            .where(message.c.id == intent.message_id, message.c.tries == intent.tries)
            .where(message.c.state == MessageState.QUEUED)
            .values(state=intent.state.value, due=delay, done=done, failure=intent.failure)
        )
        held = work.connection.execute(statement).rowcount == 1
        if held:
            work.touch(work.conversations[intent.conversation_id])
        if held and intent.state != MessageState.QUEUED:
            work.bells.add("outbound")  # a later reply to the same contact may have waited for this one
        results.append(held)
    return results


def due_outbound(connection: Connection, channels: Sequence[Channel], clock: Clock) -> Select[Any]:
    """Return the query for replies that are due and that no earlier one to the same contact holds back."""
    earlier = message.alias()
    before = tuple_(earlier.c.conversation_id, earlier.c.seq) < tuple_(message.c.conversation_id, message.c.seq)
    held_back = exists().where(
        earlier.c.state == literal_column("'queued'"),
        earlier.c.contact_id == message.c.contact_id,
        before,
    )
    return (
        select(message.c.id)
        .where(is_unfinished(message.c.state), message.c.state == MessageState.QUEUED)
        .where(message.c.due <= due_in(connection, clock))
        .where(message.c.channel.in_([channel.value for channel in channels]), ~held_back)
    )


def _with_addresses(ids: Sequence[int]) -> Select[Any]:
    asked = message.alias()
    envelope = (
        select(asked.c.envelope)
        .where(asked.c.conversation_id == message.c.conversation_id, asked.c.contact_id == message.c.contact_id)
        .where(asked.c.author == Author.READER)
        .order_by(asked.c.seq.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            message,
            contact.c.address,
            conversation.c.case_number,
            conversation.c.subject,
            conversation.c.language.label("spoken"),
            envelope.label("asked_with"),
        )
        .join(contact, contact.c.id == message.c.contact_id)
        .join(conversation, conversation.c.id == message.c.conversation_id)
        .where(message.c.id.in_(ids))
        .order_by(message.c.id)
    )


def _outbound(row: RowMapping) -> Outbound:
    stored = to_message(row)
    return Outbound(
        message_id=stored.id,
        conversation_id=stored.conversation_id,
        case=row["case_number"],
        channel=stored.channel,
        address=row["address"],
        author=stored.author,
        name=stored.name,
        text=stored.text,
        html=stored.html,
        language=row["spoken"],
        choices=stored.choices,
        sources=stored.sources,
        attachments=stored.attachments,
        subject=row["subject"],
        envelope=row["asked_with"] or {},
        at=stored.at,
        tries=row["tries"],
    )

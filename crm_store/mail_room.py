"""routing.mail_ports.MailRoom over the tables: a mail is stored raw before it is thanked for, and filed once read."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from crm_store.clock import due_in, is_any
from crm_store.database import Database
from crm_store.intents import StoreRawMail
from crm_store.mail_filing import file_mail
from crm_store.tables import contact, conversation, message, raw_mail
from crm_store.working_set import INBOUND_CLAIM, WorkingSet
from crm_store.writer import Writer
from routing.cleaning import clean
from routing.intake import prepare
from routing.mail_ports import ClaimedMail, FiledMail, MailThread, RawMail
from routing.messages import Author, Channel, MessageState
from routing.ports import Clock


class StoreMailRoom:
    """Satisfies routing.mail_ports.MailRoom."""

    def __init__(self, database: Database, writer: Writer, clock: Clock) -> None:
        self._database = database
        self._writer = writer
        self._clock = clock

    async def store_raw(self, mail: RawMail) -> int | None:
        stored: int | None = await self._writer.submit(StoreRawMail(mail))
        return stored

    async def claim_raw(self, limit: int) -> Sequence[ClaimedMail]:
        if not await self._database.read(lambda connection: is_any(connection, _unread(connection, self._clock))):
            return []
        return await self._writer.run(lambda connection: claim_raw(connection, limit, self._clock))

    async def file(self, claimed: ClaimedMail, filed: FiledMail) -> int | None:
        envelope = {**filed.inbound.envelope, "subject": clean(filed.inbound.envelope.get("subject", ""))}
        inbound = prepare(replace(filed.inbound, envelope=envelope))
        ready = replace(filed, inbound=inbound, subject=clean(filed.subject), folded=clean(filed.folded))
        return await self._writer.change(lambda work: file_mail(work, claimed, ready))

    async def thread(self, conversation_id: int) -> MailThread | None:
        return await self._database.read(lambda connection: read_thread(connection, conversation_id))

    async def thread_of_message(self, message_id: int) -> MailThread | None:
        def look(connection: Connection) -> MailThread | None:
            query = select(message.c.conversation_id).where(message.c.id == message_id)
            found = connection.execute(query).scalar_one_or_none()
            return read_thread(connection, found) if found else None

        return await self._database.read(look)

    async def first_mails_since(self, address: str, since: datetime) -> int:
        return await self._database.read(lambda connection: count_begun(connection, address, since))

    async def mark_bounced(self, message_id: int | None, address: str, failure: str) -> None:
        await self._writer.change(lambda work: mark_bounced(work, message_id, address, failure))


def claim_raw(connection: Connection, limit: int, clock: Clock) -> list[ClaimedMail]:
    """Claim mails that nobody has read yet, oldest first."""
    due = _unread(connection, clock).order_by(message.c.due).limit(limit)
    ids = list(connection.scalars(due.with_for_update(skip_locked=True)))
    if not ids:
        return []
    later = due_in(connection, clock, INBOUND_CLAIM)
    connection.execute(update(message).where(message.c.id.in_(ids)).values(tries=message.c.tries + 1, due=later))
    rows = connection.execute(
        select(raw_mail, message.c.external_id, message.c.at, message.c.tries)
        .join(message, message.c.id == raw_mail.c.message_id)
        .where(message.c.id.in_(ids))
        .order_by(message.c.id),
    )
    return [
        ClaimedMail(row.message_id, RawMail(row.external_id, row.mail_from, row.recipient, row.raw), row.at, row.tries)
        for row in rows
    ]


def _unread(connection: Connection, clock: Clock) -> Select[Any]:
    return (
        select(message.c.id)
        .where(message.c.state == MessageState.NEW, message.c.conversation_id.is_(None))
        .where(message.c.due <= due_in(connection, clock))
    )


def read_thread(connection: Connection, conversation_id: int) -> MailThread | None:
    """Return who takes part in a mail conversation: the addresses of all its messages' contacts."""
    query = (
        select(contact.c.address)
        .join(message, message.c.contact_id == contact.c.id)
        .join(conversation, conversation.c.id == message.c.conversation_id)
        .where(conversation.c.id == conversation_id, contact.c.channel == Channel.MAIL)
        .distinct()
    )
    addresses = frozenset(connection.scalars(query))
    return MailThread(conversation_id, addresses) if addresses else None


def count_begun(connection: Connection, address: str, since: datetime) -> int:
    """Return how many mail conversations this address began since then, proven or only claimed."""
    query = (
        select(func.count())
        .select_from(conversation.join(contact, contact.c.id == conversation.c.contact_id))
        .where(contact.c.channel == Channel.MAIL, contact.c.address == address, conversation.c.created >= since)
    )
    begun: int = connection.execute(query).scalar_one()
    return begun


def mark_bounced(work: WorkingSet, message_id: int | None, address: str, failure: str) -> None:
    """Mark the contact as unreachable (by its address, else as the one that the message went to), and the message."""
    by_message = select(message.c.contact_id).where(message.c.id == message_id).scalar_subquery()
    whose = contact.c.address == address if address else contact.c.id == by_message
    work.connection.execute(update(contact).where(contact.c.channel == Channel.MAIL, whose).values(bounced=failure))
    ours = select(message.c.conversation_id).where(message.c.id == message_id, message.c.author != Author.READER)
    conversation_id = work.connection.scalar(ours)
    if conversation_id is None:
        return
    work.lock([conversation_id])
    failed = {"state": MessageState.FAILED.value, "due": None, "done": work.now, "failure": failure}
    work.connection.execute(update(message).where(message.c.id == message_id).values(failed))
    work.touch(work.conversations[conversation_id])

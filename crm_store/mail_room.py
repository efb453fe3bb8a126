"""routing.ports.MailRoom over the tables: a mail is stored raw before it is thanked for, and filed once it was read."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from crm_store.clock import due_in
from crm_store.contacts import insert_or_ignore
from crm_store.database import Database
from crm_store.ids import IdMaker
from crm_store.mail_filing import file_mail
from crm_store.rows import message_row
from crm_store.tables import contact, conversation, message, raw_mail
from crm_store.working_set import INBOUND_CLAIM
from crm_store.writer import Writer
from routing.intake import prepare
from routing.messages import Author, Channel, MessageState
from routing.ports import ClaimedMail, Clock, FiledMail, MailThread, RawMail


class StoreMailRoom:
    """Satisfies routing.ports.MailRoom."""

    def __init__(self, database: Database, writer: Writer, clock: Clock, make_id: IdMaker) -> None:
        self._database = database
        self._writer = writer
        self._clock = clock
        self._make_id = make_id

    async def store_raw(self, mail: RawMail) -> bool:
        return await self._writer.run(lambda connection: self._store_raw(connection, mail))

    async def claim_raw(self, limit: int) -> Sequence[ClaimedMail]:
        return await self._writer.run(lambda connection: claim_raw(connection, limit, self._clock))

    async def file(self, claimed: ClaimedMail, filed: FiledMail) -> bool:
        ready = replace(filed, inbound=prepare(filed.inbound))
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

    async def mark_bounced(connection: Connection, message_id: int | None, address: str, failure: str) -> None:
    """Mark the contact as unreachable (by its address, else as the one that the message went to), and the message."""
    by_message = select(message.c.contact_id).where(message.c.id == message_id).scalar_subquery()
    whose = contact.c.address == address if address else contact.c.id == by_message
    connection.execute(update(contact).where(contact.c.channel == Channel.MAIL, whose).values(bounced=failure))
    if message_id is not None:
        connection.execute(
            update(message)
            .where(message.c.id == message_id, message.c.author != Author.READER)
            .values(state=MessageState.FAILED.value, failure=failure),
        )

"""Keeping mails as SMTP handed them over, many at once: each is durable before it is thanked for, and unread still."""

from collections.abc import Sequence
from operator import itemgetter

from sqlalchemy import select

from crm_store.bulk import Bulk, among, insertion, types_of
from crm_store.clock import due_value
from crm_store.intents import StoreRawMail
from crm_store.rows import message_row
from crm_store.tables import message, raw_mail
from crm_store.thread_statements import INSERT_NEW_MESSAGE
from crm_store.working_set import Row, WorkingSet
from routing.messages import Author, Channel, MessageState

_INSERT_RAW = Bulk(
    types_of(raw_mail, raw_mail.c.keys()),
    lambda dialect, values: insertion(raw_mail, dialect, values),
)
_STORED = select(message.c.id).where(among(message.c.id, "ids"))


def store_raw_mails(work: WorkingSet, intents: Sequence[StoreRawMail]) -> list[int | None]:
    """Store each mail once and return the messages' ids; None where the same mail (by external_id) was there before."""
    if not intents:
        return []
    rows = [_row(work, intent) for intent in intents]
    in_one_order = sorted(rows, key=itemgetter("external_id"))  # two processes may be given the same mails
    INSERT_NEW_MESSAGE[work.connection.dialect.name].run(work.connection, in_one_order)
    stored = set(work.connection.scalars(_STORED, {"ids": [row["id"] for row in rows]}))
    kept = [(row["id"], intent.mail) for row, intent in zip(rows, intents, strict=True) if row["id"] in stored]
    raw = [
        {"message_id": message_id, "mail_from": mail.mail_from, "recipient": mail.recipient, "raw": mail.raw}
        for message_id, mail in kept
    ]
    _INSERT_RAW.run(work.connection, raw)
    return [row["id"] if row["id"] in stored else None for row in rows]


def _row(work: WorkingSet, intent: StoreRawMail) -> Row:
    """Return a message that has no conversation yet: it gets one when it is read."""
    return message_row(
        id=work.tools.make_id(),
        conversation_id=None,
        contact_id=None,
        seq=None,
        channel=Channel.MAIL.value,
        author=Author.READER.value,
        text="",
        html="",
        state=MessageState.NEW.value,
        due=due_value(work.connection, work.tools.clock, 0),
        external_id=intent.mail.external_id,
        at=work.now,
    )

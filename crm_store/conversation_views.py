"""One conversation as its page shows it: the row, what was said, and the notes that only librarians see."""

from typing import Any

from sqlalchemy import Connection, Select, select

from crm_store.tables import attachment, librarian, message, note, raw_mail
from crm_store.views import View, row_by_id
from routing.errors import NotFound
from routing.messages import Attachment

MOST_MESSAGES = 500
"""How many messages one answer holds; the earlier ones are asked for by `before`."""

_MESSAGE = (
    *("id", "seq", "author", "name", "text", "html", "folded", "at", "choices", "sources", "attachments"),
    *("state", "entry", "confidence", "failure"),
)


def read_conversation(connection: Connection, conversation_id: int, *, before: int | None = None) -> View:
    """Return the conversation with its latest messages (or the latest before a seq) in order, and its notes."""
    row = row_by_id(connection, conversation_id)
    latest = select(*(message.c[name] for name in _MESSAGE)).where(message.c.conversation_id == conversation_id)
    if before is not None:
        latest = latest.where(message.c.seq < before)
    latest = latest.order_by(message.c.seq.desc()).limit(MOST_MESSAGES + 1)
    messages = [dict(found) for found in connection.execute(latest).mappings()]
    more = len(messages) > MOST_MESSAGES
    notes = _read_notes(connection, _notes().where(note.c.conversation_id == conversation_id))
    return {**row, "messages": messages[:MOST_MESSAGES][::-1], "more": more, "notes": notes}


def notes_of(connection: Connection, conversation_ids: Select[Any]) -> list[View]:
    """Return the notes of several conversations, the earliest first."""
    return _read_notes(connection, _notes().where(note.c.conversation_id.in_(conversation_ids)))


def read_note(connection: Connection, note_id: int) -> View:
    """Return one note. NotFound: there is none."""
    notes = _read_notes(connection, _notes().where(note.c.id == note_id))
    if not notes:
        raise NotFound("there is no such note")
    return notes[0]


def read_attachment(connection: Connection, attachment_id: str) -> Attachment:
    """Return a file's noun by its random id. NotFound: there is none."""
    query = select(attachment).where(attachment.c.id == attachment_id)
    row = connection.execute(query).first()
    if row is None:
        raise NotFound("there is no such attachment")
    return Attachment(id=row.id, name=row.name, type=row.type, size=row.size, digest=row.digest)


def read_raw_mail(connection: Connection, message_id: int) -> bytes:
    """Return a mail as SMTP handed it over. NotFound: this message was no mail."""
    found: bytes | None = connection.execute(
        select(raw_mail.c.raw).where(raw_mail.c.message_id == message_id),
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("there is no such mail")
    return found


def _notes() -> Select[Any]:
    columns = note.c.id, note.c.conversation_id, librarian.c.name.label("author"), note.c.text, note.c.at
    return select(*columns).outerjoin(librarian, librarian.c.id == note.c.librarian_id)


def _read_notes(connection: Connection, selected: Select[Any]) -> list[View]:
    rows = connection.execute(selected.order_by(note.c.id)).mappings()
    return [{**row, "conversation": row["conversation_id"]} for row in rows]

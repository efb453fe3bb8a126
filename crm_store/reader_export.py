"""Give me my data: everything that the tables hold of one reader, as JSON."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from crm_store.reader_views import conversations_of
from crm_store.readers import family
from crm_store.tables import attachment, claim, contact, conversation, message, note, reader

Json = dict[str, Any]

_CONVERSATION = conversation.c[
    "id", "case_number", "channel", "language", "topic", "subject", "owner", "created", "updated", "closed"
]
_MESSAGE = message.c[
    "id", "conversation_id", "seq", "channel", "author", "name", "text", "folded", "language", "state", "at", "envelope"
]
_NOTE = note.c["id", "conversation_id", "text", "at"]
_ATTACHMENT = attachment.c["id", "message_id", "digest", "name", "type", "size"]


def export(connection: Connection, reader_id: int) -> Json:
    """Return everything of the reader and of all who count as the same. NotFound: there is no such reader."""
    root, ids = family(connection, reader_id)
    own = conversations_of(ids)
    said = select(message.c.id).where(message.c.conversation_id.in_(own))

    def read(query: Select[Any]) -> list[Json]:
        return [_plain(row) for row in connection.execute(query).mappings()]

    return {
        "reader": str(root),
        "readers": read(select(reader).where(reader.c.id.in_(ids)).order_by(reader.c.id)),
        "contacts": read(_of_readers(contact.c, contact.c.reader_id, ids)),
        "claims": read(_of_readers(claim.c, claim.c.reader_id, ids)),
        "conversations": read(select(*_CONVERSATION).where(conversation.c.id.in_(own)).order_by(conversation.c.id)),
        "messages": read(select(*_MESSAGE).where(message.c.conversation_id.in_(own)).order_by(message.c.id)),
        "attachments": read(select(*_ATTACHMENT).where(attachment.c.message_id.in_(said))),
        "notes": read(select(*_NOTE).where(note.c.conversation_id.in_(own)).order_by(note.c.id)),
    }


def _of_readers(columns: Any, reference: Any, readers: Sequence[int]) -> Select[Any]:
    return select(*columns).where(reference.in_(readers)).order_by(columns.id)


def _plain(row: Any) -> Json:
    return {name: _as_json(name, value) for name, value in row.items()}


def _as_json(name: str, value: Any) -> Any:
    """Ids are strings, for JavaScript loses their last digits; times are ISO 8601 in UTC with Z."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    is_id = name in {"id", "merged_into"} or name.endswith("_id")
    return str(value) if is_id and value is not None else value

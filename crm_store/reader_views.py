"""A reader's whole record: every way to reach them, what they claim, and every exchange, merged readers included."""

from typing import Any

from sqlalchemy import Connection, Select, select

from crm_store.conversation_views import notes_of
from crm_store.readers import family
from crm_store.tables import claim, contact, conversation, reader
from crm_store.views import View, rows_of_readers
from routing.messages import Channel

_MOST_CONVERSATIONS = 200
_SHOWN_OF_SESSION = 8
"""Letters of a web session that tell two of them apart at the desk; the whole of it stays in the store."""


def read_record(connection: Connection, reader_id: int) -> View:
    """Return the record of the reader that this one counts as. NotFound: there is no such reader."""
    root, ids = family(connection, reader_id)
    people = connection.execute(select(reader).where(reader.c.id.in_(ids)).order_by(reader.c.id)).mappings().all()
    contacts = connection.execute(_contacts(ids)).mappings().all()
    claims = select(claim.c.channel, claim.c.address).where(claim.c.reader_id.in_(ids)).distinct()
    names = {row["id"]: row["name"] for row in people}
    return {
        "id": root,
        "name": names[root] or _first_name([*names.values(), *(row["name"] for row in contacts)]),
        "contacts": [{**row, "address": shown_address(row["channel"], row["address"])} for row in contacts],
        "claims": [dict(row) for row in connection.execute(claims).mappings()],
        "conversations": rows_of_readers(connection, ids, _MOST_CONVERSATIONS),
        "notes": notes_of(connection, conversations_of(ids)),
        "merged": [{"id": row["id"], "name": row["name"]} for row in people if row["id"] != root],
    }


def conversations_of(readers: list[int]) -> Select[Any]:
    """Return the query for the ids of these readers' conversations."""
    joined = select(conversation.c.id).join(contact, contact.c.id == conversation.c.contact_id)
    return joined.where(contact.c.reader_id.in_(readers))


def shown_address(channel: str, address: str) -> str:
    """Return an address as a desk may show it."""
    return address[:_SHOWN_OF_SESSION] if channel == Channel.WEB else address


def _contacts(readers: list[int]) -> Select[Any]:
    columns = contact.c.channel, contact.c.address, contact.c.proven, contact.c.name
    return select(*columns).where(contact.c.reader_id.in_(readers)).order_by(contact.c.id)


def _first_name(names: list[str | None]) -> str | None:
    return next((name for name in names if name), None)

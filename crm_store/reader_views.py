"""A reader's whole record: every way to reach them, what they claim, and every exchange, merged readers included."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, select

from crm_store.conversation_views import notes_of
from crm_store.readers import family
from crm_store.tables import claim, contact, conversation, message, reader
from crm_store.views import View, rows_of_readers
from routing.messages import Author, Channel
from routing.previews import preview_of
from routing.rules import asks_for_person

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
        "contacts": [_shown(row) for row in contacts],
        "claims": [dict(row) for row in connection.execute(claims).mappings()],
        "conversations": _with_questions(connection, rows_of_readers(connection, ids, _MOST_CONVERSATIONS)),
        "notes": notes_of(connection, conversations_of(ids)),
        "merged": _merged(connection, [row for row in people if row["id"] != root], contacts),
    }


def conversations_of(readers: list[int]) -> Select[Any]:
    """Return the query for the ids of these readers' conversations."""
    joined = select(conversation.c.id).join(contact, contact.c.id == conversation.c.contact_id)
    return joined.where(contact.c.reader_id.in_(readers))


def shown_address(channel: str, address: str) -> str:
    """Return an address as a desk may show it."""
    return address[:_SHOWN_OF_SESSION] if channel == Channel.WEB else address


def _with_questions(connection: Connection, rows: list[View]) -> list[View]:
    """Say of each conversation what it began with: the reader's first words, unless they only ask for a person."""
    mine = message.c.author == Author.READER, message.c.conversation_id.in_([row["id"] for row in rows])
    first = (
        select(message.c.conversation_id, func.min(message.c.seq).label("seq"))
        .where(*mine)
        .group_by(message.c.conversation_id)
        .subquery()
    )
    same = (message.c.conversation_id == first.c.conversation_id) & (message.c.seq == first.c.seq)
    asked = connection.execute(select(message.c.conversation_id, message.c.text).join(first, same))
    begun = {row.conversation_id: preview_of(row.text) for row in asked if not asks_for_person(row.text)}
    return [{**row, "question": begun.get(row["id"]) or None} for row in rows]


def _merged(connection: Connection, people: Sequence[RowMapping], contacts: Sequence[RowMapping]) -> list[View]:
    """Return the readers who count as another, each with what tells it apart: contacts, and the latest case."""
    if not people:
        return []
    query = (
        select(contact.c.reader_id, conversation.c.case_number)
        .join(contact, contact.c.id == conversation.c.contact_id)
        .where(contact.c.reader_id.in_([row["id"] for row in people]))
        .order_by(conversation.c.id)
    )
    cases = {row.reader_id: row.case_number for row in connection.execute(query)}
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "case": cases.get(row["id"]),
            "contacts": [_shown(each) for each in contacts if each["reader_id"] == row["id"]],
        }
        for row in people
    ]


def _shown(row: RowMapping) -> View:
    return {**row, "address": shown_address(row["channel"], row["address"])}


def _contacts(readers: list[int]) -> Select[Any]:
    columns = contact.c.reader_id, contact.c.channel, contact.c.address, contact.c.proven, contact.c.name
    return select(*columns).where(contact.c.reader_id.in_(readers)).order_by(contact.c.id)


def _first_name(names: list[str | None]) -> str | None:
    return next((name for name in names if name), None)

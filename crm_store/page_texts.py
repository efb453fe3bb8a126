"""What stands on a page of search: the messages of that page, and what names the whole conversation."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select

from crm_store.tables import contact, conversation, message, note, reader
from routing.messages import Channel

MESSAGES = 32
"""Messages on a page: a conversation of usual length is one page, and a long one is never written anew as a whole."""

PageKey = tuple[int, int]
"""A conversation's id and the page's number in it."""

Texts = Mapping[PageKey, list[str]]


def texts_of(connection: Connection, keys: Collection[PageKey]) -> Texts:
    """Return all that has to be found by these pages."""
    common = _common(connection, {key for key, _ in keys})
    said = _said(connection, keys)
    return {key: common[key[0]] + said[key] for key in keys}


def _said(connection: Connection, keys: Collection[PageKey]) -> defaultdict[PageKey, list[str]]:
    """Read the messages of each page, once for each page number: nearly all pages are a conversation's first."""
    found: defaultdict[PageKey, list[str]] = defaultdict(list)
    by_number: defaultdict[int, list[int]] = defaultdict(list)
    for conversation_id, number in keys:
        by_number[number].append(conversation_id)
    for number, conversation_ids in by_number.items():
        on_page = message.c.seq.between(number * MESSAGES, number * MESSAGES + MESSAGES - 1)
        query = select(message.c.conversation_id, message.c.text, message.c.folded)
        query = query.where(message.c.conversation_id.in_(conversation_ids), on_page)
        for row in connection.execute(query.order_by(message.c.conversation_id, message.c.seq)):
            found[row.conversation_id, number] += [row.text, row.folded or ""]
    return found


def _common(connection: Connection, conversation_ids: Collection[int]) -> dict[int, list[str]]:
    """A web contact's address is its session: no words of a reader, and nobody's to look for."""
    query = (
        select(conversation.c.id, conversation.c.case_number, conversation.c.subject)
        .add_columns(contact.c.name, contact.c.channel, contact.c.address, contact.c.reader_id)
        .join(contact, contact.c.id == conversation.c.contact_id)
        .where(conversation.c.id.in_(conversation_ids))
    )
    rows = connection.execute(query).all()
    names = _names(connection, {row.reader_id for row in rows})
    notes = _notes(connection, conversation_ids)
    return {
        row.id: [
            *(row.case_number, row.subject or "", row.name or ""),
            "" if row.channel == Channel.WEB else row.address,
            *names[row.reader_id],
            *notes[row.id],
        ]
        for row in rows
    }


def _names(connection: Connection, reader_ids: Collection[int]) -> defaultdict[int, list[str]]:
    """Return the names of these readers, and of all that they were merged into, for they carry those too."""
    start = select(reader.c.id.label("start"), reader.c.name, reader.c.merged_into)
    line = start.where(reader.c.id.in_(reader_ids)).cte("line", recursive=True)
    further = select(line.c.start, reader.c.name, reader.c.merged_into)
    line = line.union(further.join(reader, reader.c.id == line.c.merged_into))
    found = defaultdict(list)
    for row in connection.execute(select(line.c.start, line.c.name).where(line.c.name.is_not(None))):
        found[row.start].append(row.name)
    return found


def _notes(connection: Connection, conversation_ids: Collection[int]) -> defaultdict[int, list[str]]:
    query = select(note.c.conversation_id, note.c.text).where(note.c.conversation_id.in_(conversation_ids))
    found = defaultdict(list)
    for row in connection.execute(query.order_by(note.c.id)):
        found[row.conversation_id].append(row.text)
    return found

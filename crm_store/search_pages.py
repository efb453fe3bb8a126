"""The pages that search looks through, each with the words of up to 32 messages of one conversation.

The case number, the subject, the reader's names and address and the notes stand on every page of a conversation, so
that a name and a word find each other. Pages are written behind the hot path, by crm_store/indexer.py.
"""

import sqlite3
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Select,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy import literal as given

from crm_store.bulk import insert_or_ignore
from crm_store.ids import IdMaker
from crm_store.page_texts import MESSAGES, PageKey, texts_of
from crm_store.tables import message, search_due, search_page
from crm_store.words import words_of

_TURN = 0x52494302
_MOST_WORDS = 10_000
"""Different words on a page; PostgreSQL takes no more than a megabyte of them."""
_MOST_LETTERS = 100_000
"""Letters of one text that are looked through."""
_FORGETS_AT_ONCE = (3, 42)
"""The SQLite from which on FTS5 can take words out of its index at once, instead of marking them as gone."""


def try_turn(connection: Connection) -> bool:
    """Hold the right to write pages until the transaction ends; False while another process has it."""
    if connection.dialect.name != "postgresql":
        return True
    return bool(connection.scalar(select(func.pg_try_advisory_xact_lock(given(_TURN, BigInteger)))))


def pages_of(connection: Connection, conversation_ids: Collection[int]) -> set[PageKey]:
    """Return all pages that these conversations should have."""
    query = select(message.c.conversation_id, message.c.seq).where(message.c.conversation_id.in_(conversation_ids))
    return {(row.conversation_id, row.seq // MESSAGES) for row in connection.execute(query)}


def mark_due(connection: Connection, conversation_ids: Select[Any]) -> None:
    """Have the pages of these conversations written anew: what stands on all of them has changed."""
    insertion = insert_or_ignore(connection.dialect.name, search_due, ["conversation_id"])
    connection.execute(insertion.from_select(["conversation_id"], conversation_ids))


def write_pages(connection: Connection, keys: Collection[PageKey], make_id: IdMaker) -> None:
    """Write these pages as their conversations stand now."""
    if not keys:
        return
    known = _known(connection, keys)
    rows = [
        {"key": known.get(key), "conversation": key[0], "page": key[1], "text": _words_on(texts)}
        for key, texts in sorted(texts_of(connection, keys).items())
    ]
    words = _as_stored(connection)
    again = [row for row in rows if row["key"]]
    if again:
        connection.execute(update(search_page).where(search_page.c.id == bindparam("key")).values(words=words), again)
    fresh = [{**row, "key": make_id()} for row in rows if not row["key"]]
    if fresh:
        place: dict[str, Any] = {"conversation_id": bindparam("conversation"), "number": bindparam("page")}
        connection.execute(insert(search_page).values(id=bindparam("key"), words=words, **place), fresh)


def forget_pages(connection: Connection, conversation_ids: Select[Any]) -> None:
    """Erase the words of these conversations; pages with what is left of them are written later."""
    if connection.dialect.name == "postgresql":  # whoever writes pages now has read what is about to be erased
        connection.execute(select(func.pg_advisory_xact_lock(given(_TURN, BigInteger))))
    at_once = sqlite3.sqlite_version_info >= _FORGETS_AT_ONCE
    if connection.dialect.name == "sqlite" and at_once:
        connection.execute(text("INSERT INTO search_words(search_words, rank) VALUES ('secure-delete', 1)"))
    connection.execute(delete(search_page).where(search_page.c.conversation_id.in_(conversation_ids)))
    if connection.dialect.name == "sqlite" and not at_once:
        connection.execute(text("INSERT INTO search_words(search_words) VALUES ('optimize')"))


def _known(connection: Connection, keys: Collection[PageKey]) -> dict[PageKey, int]:
    place = search_page.c.conversation_id, search_page.c.number
    query = select(search_page.c.id, *place).where(search_page.c.conversation_id.in_({key for key, _ in keys}))
    return {(row.conversation_id, row.number): row.id for row in connection.execute(query)}


def _words_on(texts: Sequence[str]) -> str:
    found = dict.fromkeys(word for each in dict.fromkeys(texts) for word in words_of(each[:_MOST_LETTERS]))
    return f" {' '.join(list(found)[:_MOST_WORDS])} "


def _as_stored(connection: Connection) -> Any:
    """PostgreSQL makes its own kind of list; on SQLite each word stands between two spaces."""
    if connection.dialect.name == "postgresql":
        return func.array_to_tsvector(func.string_to_array(func.btrim(bindparam("text")), " "))
    return bindparam("text")

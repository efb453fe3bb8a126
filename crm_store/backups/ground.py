"""The ground that a backup is put back on: whether it is empty, clearing it, and references that are looked at last."""

import contextlib
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, MetaData, Table, exists, select, text

from crm_store.backups.table_rows import reflect
from crm_store.migrate import check_references
from crm_store.tables import cursor

_ALWAYS_THERE = {cursor.name}  # health looks write into it


def holds_something(connection: Connection) -> bool:
    """Tell whether any table has a row: also knowledge and librarians are somebody's work."""
    tables = (table for table in reflect(connection) if table.name not in _ALWAYS_THERE)
    return any(connection.scalar(select(exists().select_from(table))) for table in tables)


def clear(connection: Connection) -> None:
    """Drop all tables, in whatever form they are, also a newer one than ours."""
    for name in _virtual(connection):
        connection.execute(text(f'DROP TABLE "{name}"'))
    found = MetaData()
    found.reflect(connection)
    found.drop_all(connection)


@contextlib.contextmanager
def references_later(connection: Connection, tables: Sequence[Table]) -> Iterator[None]:
    """Let rows refer to rows that are still to come; look at the end that all of them have come."""
    names = [(table.name, key.name) for table in tables for key in table.foreign_key_constraints]
    later = connection.dialect.name == "postgresql"  # SQLite does not look at them while tables are altered
    for table, key in names if later else ():
        connection.execute(text(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{key}" DEFERRABLE INITIALLY DEFERRED'))
    yield
    if later:
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for table, key in names if later else ():
        connection.execute(text(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{key}" NOT DEFERRABLE'))
    check_references(connection)


def find_words_again(connection: Connection, tables: Sequence[Table]) -> None:
    """Let the index of words be made again: it is not in a backup."""
    if any(table.name == "search_due" for table in tables):
        connection.execute(text("DELETE FROM search_due"))
        connection.execute(text("INSERT INTO search_due (conversation_id) SELECT id FROM conversation"))


def _virtual(connection: Connection) -> list[str]:
    """Return SQLite's virtual tables: each takes the tables along in which it keeps what it has."""
    if connection.dialect.name != "sqlite":
        return []
    return list(connection.scalars(text("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")))

"""Knowledge as tables: entries and facts as documents, and a stamp that tells when they changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select

from crm_store.setup_lock import lock_setup
from crm_store.tables import entry, fact

Documents = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoredKnowledge:
    """Entry id → document and fact name → document, as bot.knowledge reads them."""

    entries: Documents
    facts: Documents
    stamp: str


def read_knowledge(connection: Connection) -> StoredKnowledge | None:
    """Return what is stored, or None where nothing was ever imported. The stamp is read first: what another process
    stores between two of these statements is then read again at the next look, not taken for known.
    """
    stamp = read_stamp(connection)
    entries = connection.execute(select(entry.c.id, entry.c.document).order_by(entry.c.position)).all()
    facts = connection.execute(select(fact.c.name, fact.c.document).order_by(fact.c.name)).all()
    if not facts:
        return None
    return StoredKnowledge({row.id: row.document for row in entries}, {row.name: row.document for row in facts}, stamp)


def read_stamp(connection: Connection) -> str:
    """Return a word that changes whenever the knowledge does."""
    parts = [connection.execute(select(func.max(table.c.updated), func.count())).one() for table in (entry, fact)]
    return "/".join(f"{changed}:{count}" for changed, count in parts)


def import_once(connection: Connection, entries: Documents, facts: Documents, now: datetime) -> bool:
    """Store these documents where nothing was ever imported; False where another process was first."""
    lock_setup(connection)
    if connection.execute(select(fact.c.name).limit(1)).first() is not None:
        return False
    replace_knowledge(connection, entries, facts, now)
    return True


def replace_knowledge(connection: Connection, entries: Documents, facts: Documents, now: datetime) -> None:
    """Store these documents; what is not among them is gone."""
    _replace(connection, entry, [{"id": key, "position": place} for place, key in enumerate(entries)], entries, now)
    _replace(connection, fact, [{"name": key} for key in facts], facts, now)


def _replace(
    connection: Connection,
    table: Table,
    rows: list[dict[str, Any]],
    documents: Documents,
    now: datetime,
) -> None:
    connection.execute(delete(table))
    filled = [{**row, "document": each, "updated": now} for row, each in zip(rows, documents.values(), strict=True)]
    if filled:
        connection.execute(insert(table), filled)

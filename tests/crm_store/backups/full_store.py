"""A store in which every table has rows and every column has been thought of: what a backup has to bring back."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    insert,
    select,
    update,
)

from crm_store.backups.attachments import place_of
from crm_store.backups.table_rows import DERIVED
from crm_store.tables import UtcTime, cursor, metadata, reader

ROWS = 9  # one more than are read at once of the table with the largest rows
TABLES = [table for table in metadata.sorted_tables if table.name not in DERIVED]
WORDS = "续借 “quoted” \\ \n\r\t\u2028 😀 O'Hara"
FILES = [f"file {number} 文件".encode() * 100 for number in range(ROWS)]
DIGESTS = [hashlib.sha256(data).hexdigest() for data in FILES]

Rows = list[dict[str, Any]]


def fill(connection: Connection) -> None:
    """Put rows into every table, with nulls, far numbers, all bytes, and references to rows that come later."""
    keys: dict[str, list[Any]] = {}
    for table in TABLES:
        rows = [_row(table, number, keys) for number in range(ROWS)]
        connection.execute(insert(table), rows)
        keys[table.name] = [row[next(iter(table.primary_key.columns)).name] for row in rows]
    ids = keys[reader.name]
    connection.execute(update(reader).where(reader.c.id == ids[0]).values(merged_into=ids[-1]))


def keep_files(data: Path) -> None:
    """Put the files there that the attachments lead to."""
    for digest, content in zip(DIGESTS, FILES, strict=True):
        path = data / place_of(digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def read_all(connection: Connection) -> Mapping[str, Rows]:
    """Return every row of every table; the time of the last backup is not of the backup."""
    return {table.name: _rows(connection, table) for table in TABLES}


def _rows(connection: Connection, table: Table) -> Rows:
    found = connection.execute(select(table).order_by(*table.primary_key.columns)).mappings()
    return [dict(row) for row in found if table is not cursor or row["name"] != "backup"]


def _row(table: Table, number: int, keys: dict[str, list[Any]]) -> dict[str, Any]:
    return {column.name: _value(column, number, keys) for column in table.columns}


def _value(column: Column[Any], number: int, keys: dict[str, list[Any]]) -> Any:
    for key in column.foreign_keys:
        return keys[key.column.table.name][number] if key.column.table is not column.table else None
    if column.nullable and number % 3 == 0:
        return None
    if column.name == "digest" and column.table.name == "attachment":
        return DIGESTS[number]
    return _of_type(column, number)


def _of_type(column: Column[Any], number: int) -> Any:
    kind = column.type
    if isinstance(kind, Integer) and column.primary_key:
        return 2**62 + number
    examples: dict[type, Any] = {
        Boolean: number % 2 == 0,
        Float: 0.1 + number / 7,
        Integer: number,
        UtcTime: datetime(2026, 11, 26, 22, 0, 0, 123456, tzinfo=UTC) + timedelta(days=number),
        Date: date(2026, 11, 1) + timedelta(days=number),
        JSON: [{"title": WORDS, "n": number, "nothing": None}, 0.1, True],
        LargeBinary: bytes(range(256)) * (number + 1),
        String: f"{number}{WORDS}"[: getattr(kind, "length", None) or 200],
    }
    return next(value for each, value in examples.items() if isinstance(kind, each))

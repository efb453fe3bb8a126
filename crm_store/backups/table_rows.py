"""The rows of tables as JSON lines, and back, on either database and in any released form of the tables.

The tables are taken as the database has them, not as the code knows them: what is backed up before a migration, or by
an older RIC, has an older form.
"""

import base64
import gzip
import json
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    RowMapping,
    Table,
    event,
    insert,
    inspect,
    literal,
    select,
    text,
    tuple_,
)

from crm_store.tables import UtcTime

REVISION_TABLE = "alembic_version"
DERIVED = frozenset({"search_page"})
"""Tables that are made again from the others, in a form of their own on each database."""
_ROWS_AT_ONCE = 500
_BLOBS_AT_ONCE = 8  # a raw mail may have 25 MB

Row = dict[str, Any]


def reflect(connection: Connection) -> list[Table]:
    """Return the tables that hold what cannot be made again, those that others refer to first."""
    found = MetaData()
    event.listen(found, "column_reflect", _make_portable)
    found.reflect(connection, only=_names(connection), resolve_fks=False)
    return [table for table in found.sorted_tables if table.name not in DERIVED | {REVISION_TABLE}]


def part_name(table: Table) -> str:
    """Return the name of the file that holds a table's rows."""
    return f"{table.name}.jsonl.gz"


def write_rows(connection: Connection, table: Table, path: Path) -> int:
    """Write all rows of a table, in the order of their keys, and sync; return how many there were."""
    kinds = {column.name: _writer(column) for column in table.columns}
    rows = 0
    with path.open("xb") as file:
        with gzip.GzipFile("", "wb", 6, fileobj=file, mtime=0) as packed:
            for row in chain.from_iterable(_pages(connection, table)):
                line = {name: value if value is None else kinds[name](value) for name, value in row.items()}
                packed.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
                rows += 1
        file.flush()
        os.fsync(file.fileno())
    return rows


def load_rows(connection: Connection, table: Table, path: Path) -> int:
    """Insert all rows of a part; return how many there were."""
    kinds = {column.name: _reader(column) for column in table.columns}
    count, lines = 0, read_lines(path)
    while chunk := list(islice(lines, _at_once(table))):
        rows = [{name: value if value is None else kinds[name](value) for name, value in row.items()} for row in chunk]
        connection.execute(insert(table), rows)
        count += len(rows)
    return count


def read_lines(path: Path) -> Iterator[Row]:
    """Give the lines of a part."""
    with gzip.open(path, "rb") as lines:
        yield from map(json.loads, lines)


def _names(connection: Connection) -> list[str]:
    """Return all tables; those that SQLite keeps for its full-text search belong to the virtual one."""
    if connection.dialect.name != "sqlite":
        return inspect(connection).get_table_names()
    listed = text("SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'")
    tables = {row.name: row.sql for row in connection.execute(listed)}
    virtual = [name for name, sql in tables.items() if sql.upper().startswith("CREATE VIRTUAL")]
    return [name for name in tables if name not in virtual and not name.startswith(tuple(f"{v}_" for v in virtual))]


def _pages(connection: Connection, table: Table) -> Iterator[Sequence[RowMapping]]:
    """Read by the key and not by a cursor: PostgreSQL lets no table be changed in a transaction that has one open."""
    keys = list(table.primary_key.columns)
    page = select(table).order_by(*keys).limit(_at_once(table))
    rows = connection.execute(page).mappings().all()
    while rows:
        yield rows
        last = tuple_(*(literal(rows[-1][key.name], key.type) for key in keys))
        rows = connection.execute(page.where(tuple_(*keys) > last)).mappings().all()


def _make_portable(_inspector: Any, _table: Table, column: Any) -> None:
    """Read and write times and JSON as the rest of the store does."""
    if isinstance(column["type"], DateTime):
        column["type"] = UtcTime()
    elif isinstance(column["type"], JSON):
        column["type"] = JSON(none_as_null=True)


def _at_once(table: Table) -> int:
    return _BLOBS_AT_ONCE if any(isinstance(each.type, LargeBinary) for each in table.columns) else _ROWS_AT_ONCE


def _writer(column: Column[Any]) -> Callable[[Any], Any]:
    match column.type:
        case UtcTime() | Date():
            return lambda value: value.isoformat()
        case LargeBinary():
            return lambda value: base64.b64encode(value).decode()
        case _:
            return lambda value: value


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    match column.type:
        case UtcTime():
            return datetime.fromisoformat
        case Date():
            return date.fromisoformat
        case LargeBinary():
            return base64.b64decode
        case _:
            return lambda value: value

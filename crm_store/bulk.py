"""Statements of the hot path, said once: the same text however many rows or keys they are for. A list of keys that is
spelled out would be compiled anew for every length.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Insert,
    String,
    Table,
    Text,
    TypeDecorator,
    bindparam,
    column,
    func,
    insert,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from crm_store.tables import UtcTime

Row = Mapping[str, Any]
Values = Mapping[str, ColumnElement[Any]]
"""What stands for the fields of a row in a statement."""


class Bulk:
    """A statement for many rows. `say` writes it in a dialect's words, `types` names the fields that it takes."""

    def __init__(self, types: Mapping[str, TypeEngine[Any]], say: Callable[[str, Values], UpdateBase]) -> None:
        self._types = types
        self._say = say
        self._ready: dict[str, Callable[[Connection, Sequence[Row]], object]] = {}

    def run(self, connection: Connection, rows: Iterable[Row]) -> None:
        """Carry it out for these rows, in their order; none is no statement at all."""
        rows = list(rows)
        if rows:
            dialect = connection.dialect
            if dialect.name not in self._ready:
                make = self._as_arrays if dialect.name == "postgresql" else self._one_by_one
                self._ready[dialect.name] = make(dialect)
            self._ready[dialect.name](connection, rows)

    def _as_arrays(self, dialect: Dialect) -> Callable[[Connection, Sequence[Row]], object]:
        """PostgreSQL takes one array a field, and all rows in one statement."""
        types = self._types
        given = [bindparam(f"all_{name}", type_=_array_of(type_)) for name, type_ in types.items()]
        fields = func.unnest(*given).table_valued(*(column(name, type_) for name, type_ in types.items()))
        statement = self._say(dialect.name, dict(fields.render_derived().c))

        def run(connection: Connection, rows: Sequence[Row]) -> object:
            return connection.execute(statement, {f"all_{name}": [row[name] for row in rows] for name in types})

        return run

    def _one_by_one(self, dialect: Dialect) -> Callable[[Connection, Sequence[Row]], object]:
        """SQLite takes tuples, made here: 27 µs for a row of the message table, where Core's own way takes 48."""
        values = {name: bindparam(name, type_=type_) for name, type_ in self._types.items()}
        compiled = self._say(dialect.name, values).compile(dialect=dialect)
        sql, names = str(compiled), compiled.positiontup or []
        take = itemgetter(*names)
        encoders = [
            (place, encode)
            for place, name in enumerate(names)
            if (encode := _encoder(self._types[name], dialect)) is not None
        ]

        def as_tuple(row: Row) -> tuple[Any, ...]:
            taken = list(take(row))
            for place, encode in encoders:
                taken[place] = encode(taken[place])
            return tuple(taken)

        return lambda connection, rows: connection.exec_driver_sql(sql, list(map(as_tuple, rows)))


def _array_of(type_: TypeEngine[Any]) -> ARRAY[Any]:
    """A cast to VARCHAR(16)[] would cut what is too long; as it is, the column refuses it."""
    return ARRAY(Text() if isinstance(type_, String) else type_, dimensions=1)


def types_of(table: Table, names: Iterable[str]) -> dict[str, TypeEngine[Any]]:
    """Return the types of these columns."""
    return {name: table.c[name].type for name in names}


def insertion(table: Table, dialect: str, values: Values) -> Insert:
    """Return an INSERT of these values."""
    return _of(insert(table), dialect, values)


def insertion_but_once(table: Table, dialect: str, values: Values, named: Sequence[str]) -> Insert:
    """Return an INSERT of these values but of what is there already, by these columns."""
    return _of(insert_or_ignore(dialect, table, named), dialect, values)


def insert_or_ignore(dialect: str, table: Table, named: Sequence[str] | None = None) -> Insert:
    """Return an INSERT that leaves a row alone which is there already (by these columns, else by any unique index)."""
    if dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing(index_elements=named)
    return sqlite.insert(table).on_conflict_do_nothing(index_elements=named)


def _of(statement: Insert, dialect: str, values: Values) -> Insert:
    if dialect == "postgresql":
        return statement.from_select(list(values), select(*values.values()))
    return statement.values(values)


def _encoder(type_: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """Return what makes a value ready for the driver. The times of one transaction are nearly all the same one."""
    encode = type_.dialect_impl(dialect).bind_processor(dialect)
    return lru_cache(64)(encode) if encode and isinstance(type_, UtcTime) else encode


class _ListOf(TypeDecorator[list[Any]]):
    """A list in one value: PostgreSQL's array, SQLite's JSON."""

    impl = Text
    cache_ok = True

    def __init__(self, item: type[BigInteger | Text]) -> None:
        super().__init__()
        self._item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(self._item) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> Any:
        given = list(value or ())
        return given if dialect.name == "postgresql" else json.dumps(given)


class among(FunctionElement[bool]):  # noqa: N801 (reads as SQLAlchemy's own functions do)
    """True where a column (of whole numbers or of text) is one of the values that are given under this name."""

    type = Boolean()
    name = "among"
    inherit_cache = True

    def __init__(self, column: Column[Any], name: str) -> None:
        item = BigInteger if isinstance(column.type, BigInteger) else Text
        super().__init__(column, bindparam(name, type_=_ListOf(item)))

    def self_group(self, against: object = None) -> "among":  # noqa: ARG002
        """Stay as it is: SQLite's `(…) = 1` around it would keep the index from being used."""
        return self


@compiles(among, "sqlite")
def _among_json(element: among, compiler: Any, **given: Any) -> str:
    column, values = (compiler.process(clause, **given) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 (a bound value)


@compiles(among, "postgresql")
def _among_array(element: among, compiler: Any, **given: Any) -> str:
    column, values = (compiler.process(clause, **given) for clause in element.clauses)
    return f"{column} = ANY ({values})"

"""Statements of the hot path, said once: the same text however many rows or keys they are for.

A row of the message table costs 40 µs of Python where Core makes its own executemany of it, and 5 where it is made into
a tuple here; a list of keys that is spelled out is compiled anew for every length.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Column, ColumnElement, Connection, Dialect, Text, TypeDecorator, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from crm_store.tables import UtcTime

Encode = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement in one database's words, and how a row becomes what its driver takes."""

    sql: str
    take: Callable[[Mapping[str, Any]], tuple[Any, ...]]
    encoders: list[tuple[int, Encode]]

    def values(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        values = list(self.take(row))
        for place, encode in self.encoders:
            values[place] = encode(values[place])
        return tuple(values)


class Bulk:
    """A statement that is carried out for each row; every value is a `bindparam` with the name of a row's field."""

    def __init__(self, statement: UpdateBase) -> None:
        self._statement = statement
        self._prepared: dict[str, _Prepared] = {}

    def run(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Carry it out for these rows, in their order; none is no statement at all."""
        dialect = connection.dialect
        if dialect.name not in self._prepared:
            self._prepared[dialect.name] = self._prepare(dialect)
        prepared = self._prepared[dialect.name]
        given = [prepared.values(row) for row in rows]
        if given:
            connection.exec_driver_sql(prepared.sql, given)

    def _prepare(self, dialect: Dialect) -> _Prepared:
        compiled = self._statement.compile(dialect=dialect)
        names = compiled.positiontup or []
        encoders = ((place, _encoder(compiled.binds[name].type, dialect)) for place, name in enumerate(names))
        return _Prepared(str(compiled), itemgetter(*names), [(place, encode) for place, encode in encoders if encode])


def _encoder(type_: TypeEngine[Any], dialect: Dialect) -> Encode | None:
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


class _Each(FunctionElement[Any]):
    """Every value of such a list."""

    name = "each"
    inherit_cache = True


@compiles(_Each, "sqlite")
def _each_of_json(element: _Each, compiler: Any, **given: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **given)}))"  # noqa: S608 (a bound value)


@compiles(_Each, "postgresql")
def _each_of_array(element: _Each, compiler: Any, **given: Any) -> str:
    return f"(SELECT unnest({compiler.process(element.clauses, **given)}))"


def among(column: Column[Any], name: str) -> ColumnElement[bool]:
    """True where a column (of whole numbers or of text) is one of the values that are given under this name."""
    item = BigInteger if isinstance(column.type, BigInteger) else Text
    return column.op("IN", is_comparison=True)(_Each(bindparam(name, type_=_ListOf(item))))

"""Whose clock judges what is due: the database's on PostgreSQL (several machines), ours on SQLite (one process)."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Interval,
    Select,
    cast,
    func,
    literal,
    literal_column,
)
from sqlalchemy.types import TypeEngine

from crm_store.tables import UtcTime
from routing.ports import Clock


def due_in(connection: Connection, clock: Clock, seconds: float = 0) -> ColumnElement[datetime]:
    """Return an SQL expression for the moment so many seconds from now."""
    delay = timedelta(seconds=seconds)
    if connection.dialect.name == "postgresql":
        return cast(func.clock_timestamp() + delay, UtcTime)
    return literal(clock() + delay, UtcTime)


def due_after(dialect: str, given: ColumnElement[Any]) -> ColumnElement[datetime]:
    """Return the same for a statement that is said once: what it is given as `due` is made by `due_value`."""
    if dialect != "postgresql":
        return given
    return cast(func.clock_timestamp() + given * literal_column("interval '1 second'", Interval), UtcTime)


def due_type(dialect: str) -> TypeEngine[Any]:
    """Return the type of what `due_value` makes."""
    return Float() if dialect == "postgresql" else UtcTime()


def due_value(connection: Connection, clock: Clock, seconds: float) -> float | datetime:
    """Return what to give such a statement."""
    return seconds if connection.dialect.name == "postgresql" else clock() + timedelta(seconds=seconds)


def is_any(connection: Connection, due: Select[Any]) -> bool:
    """Tell whether anything is due. Asked on a reading connection before a claim: idle loops never wait to write."""
    return connection.execute(due.limit(1)).first() is not None

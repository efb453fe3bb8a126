"""Whose clock judges what is due: the database's on PostgreSQL (several machines), ours on SQLite (one process)."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, cast, func, literal

from crm_store.tables import UtcTime
from routing.ports import Clock


def due_in(connection: Connection, clock: Clock, seconds: float = 0) -> ColumnElement[datetime]:
    """Return an SQL expression for the moment so many seconds from now."""
    delay = timedelta(seconds=seconds)
    if connection.dialect.name == "postgresql":
        return cast(func.clock_timestamp() + delay, UtcTime)
    return literal(clock() + delay, UtcTime)


def is_any(connection: Connection, due: Select[Any]) -> bool:
    """Tell whether anything is due. Asked on a reading connection before a claim: idle loops never wait to write."""
    return connection.execute(due.limit(1)).first() is not None

"""Whose clock judges what is due: the database's on PostgreSQL (several machines), ours on SQLite (one process)."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, cast, func, literal

from crm_store.tables import UtcTime
from routing.ports import Clock


def due_in(connection: Connection, clock: Clock, seconds: float = 0) -> ColumnElement[datetime]:
    """Return an SQL expression for the moment so many seconds from now."""
    delay = timedelta(seconds=seconds)
    if connection.dialect.name == "postgresql":
        return cast(func.clock_timestamp() + delay, UtcTime)
    return literal(clock() + delay, UtcTime)

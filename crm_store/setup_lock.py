"""One process sets up, the others wait: tables, first knowledge, queues and the first librarian."""

from sqlalchemy import Connection, text

_KEY = 0x5249_4300  # "RIC"


def lock_setup(connection: Connection) -> None:
    """Hold the set-up lock until the transaction ends. On SQLite every writing transaction is alone anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _KEY})

"""Two databases behind one face: functions `(connection) -> result`, each run in one transaction."""

import asyncio
import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import QueuePool

from routing.errors import StoreFault, Unavailable

T = TypeVar("T")
Work = Callable[[Connection], T]

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000", "secure_delete=ON")
_ONE_MOMENT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""One reading sees one moment, as on SQLite: else an owner could be newer than the messages beside it."""
_FAULTS = (IntegrityError, ProgrammingError, DataError)


def _to_json(value: Any) -> str:
    """Write JSON. Most lists of a message are empty, and ten of them are written for each exchange."""
    return "[]" if value == [] else json.dumps(value)


def _from_json(text: str) -> Any:
    return [] if text == "[]" else json.loads(text)


_JSON: dict[str, Any] = {"json_serializer": _to_json, "json_deserializer": _from_json}


class Database(Protocol):
    """Runs work in transactions; every fault of the database itself becomes Unavailable."""

    lanes: int
    """How many writing transactions may run side by side."""

    async def write(self, work: Work[T]) -> T: ...

    async def read(self, work: Work[T]) -> T: ...

    async def close(self) -> None: ...


def open_database(url: str | None, data: Path) -> Database:
    """Open PostgreSQL by its address, or SQLite in the data folder where there is none."""
    if url:
        return PostgresDatabase(url)
    data.mkdir(parents=True, exist_ok=True)
    return SqliteDatabase(data / "ric.sqlite")


class SqliteDatabase:
    """One writer thread with BEGIN IMMEDIATE and durable commits, readers apart from it."""

    lanes = 1

    def __init__(self, path: Path) -> None:
        self._writing = _sqlite_engine(path, begin="BEGIN IMMEDIATE", size=1)
        self._reading = _sqlite_engine(path, begin="BEGIN", size=4)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._readers = ThreadPoolExecutor(4, thread_name_prefix="store-reader")

    async def write(self, work: Work[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writer, _transact, self._writing, work)

    async def read(self, work: Work[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, _transact, self._reading, work)

    async def close(self) -> None:
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self._writing.dispose()
        self._reading.dispose()


class PostgresDatabase:
    """asyncpg behind SQLAlchemy; a few writing connections, more for reading."""

    lanes = 3

    def __init__(self, url: str) -> None:
        self._writing = _postgres_engine(url, size=self.lanes + 1)
        self._reading = _postgres_engine(url, size=6).execution_options(**_ONE_MOMENT)

    async def write(self, work: Work[T]) -> T:
        return await _transact_async(self._writing, work)

    async def read(self, work: Work[T]) -> T:
        return await _transact_async(self._reading, work)

    async def close(self) -> None:
        await self._writing.dispose()
        await self._reading.dispose()


def _sqlite_engine(path: Path, *, begin: str, size: int) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,  # errors are logged, and a reader's words never are
        connect_args={"check_same_thread": False, "timeout": 5, "isolation_level": None},
        **_JSON,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgres_engine(url: str, *, size: int) -> AsyncEngine:
    address = "postgresql+asyncpg://" + url.split("://", 1)[1]
    settings = {"lock_timeout": "2s", "idle_in_transaction_session_timeout": "5s", "timezone": "UTC", "jit": "off"}
    return create_async_engine(
        address,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,
        pool_timeout=5,
        pool_pre_ping=True,
        connect_args={"server_settings": settings, "timeout": 5, "command_timeout": 30},
        **_JSON,
    )


def _transact(engine: Engine, work: Work[T]) -> T:
    try:
        with engine.begin() as connection:
            return work(connection)
    except _FAULTS as error:
        raise _without_the_row(error) from None
    except (DBAPIError, PoolTimeout) as error:
        raise Unavailable(_first_line(error)) from error


async def _transact_async(engine: AsyncEngine, work: Work[T]) -> T:
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    except _FAULTS as error:
        raise _without_the_row(error) from None
    except (DBAPIError, PoolTimeout, OSError, TimeoutError) as error:
        raise Unavailable(_first_line(error)) from error


def _without_the_row(error: DBAPIError) -> StoreFault:
    """Keep where it happened and which rule was broken; PostgreSQL's DETAIL would bring a reader's words along."""
    return StoreFault(f"{type(error).__name__}: {_first_line(error)}").with_traceback(error.__traceback__)


def _first_line(error: BaseException) -> str:
    cause = getattr(error, "orig", None) or error
    return (str(cause).splitlines() or [type(cause).__name__])[0]

"""Two databases behind one face: functions `(connection) -> result`, each run in one transaction."""

import asyncio
import contextlib
import json
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic_core import to_json
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import QueuePool

from routing.errors import StoreFault, Unavailable

T = TypeVar("T")
Work = Callable[[Connection], T]

_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "secure_delete=ON")
_HURRY = {"lock_timeout": "2s", "idle_in_transaction_session_timeout": "5s"}
_ONE_MOMENT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""One reading sees one moment, as on SQLite: else an owner could be newer than the messages beside it."""
_FAULTS = (IntegrityError, ProgrammingError, DataError)


def _to_json(value: Any) -> str:
    """Write JSON. Most lists of a message are empty, and ten of them are written for each exchange."""
    return "[]" if value == [] else "{}" if value == {} else to_json(value).decode()


def _from_json(text: str) -> Any:
    return [] if text == "[]" else json.loads(text)


_JSON: dict[str, Any] = {"json_serializer": _to_json, "json_deserializer": _from_json}


class Database(Protocol):
    """Runs work in transactions; every fault of the database itself becomes Unavailable."""

    lanes: int
    """How many writing transactions may run side by side."""

    async def write(self, work: Work[T]) -> T: ...

    async def read(self, work: Work[T]) -> T: ...

    async def alter(self, work: Work[T]) -> T:
        """Write in a transaction that may take as long as it needs and may change the tables themselves. On SQLite
        foreign keys are not looked at meanwhile: a table is changed there by being made anew.
        """
        ...

    async def empty_log(self) -> bool:
        """Let what was overwritten leave the write-ahead log too; False where readers still need the log."""
        ...

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
        self._path = path
        self._writing = _sqlite_engine(path, begin="BEGIN IMMEDIATE", size=1)
        self._reading = _sqlite_engine(path, begin="BEGIN", size=4)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._readers = ThreadPoolExecutor(4, thread_name_prefix="store-reader")

    async def write(self, work: Work[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._writer, _transact, self._writing, work)

    async def read(self, work: Work[T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, _transact, self._reading, work)

    async def alter(self, work: Work[T]) -> T:
        engine = _sqlite_engine(self._path, begin="BEGIN IMMEDIATE", size=1, foreign_keys="OFF")
        try:
            return await asyncio.get_running_loop().run_in_executor(self._writer, _transact, engine, work)
        finally:
            engine.dispose()

    async def empty_log(self) -> bool:
        return await asyncio.get_running_loop().run_in_executor(self._writer, _checkpoint, self._path)

    async def close(self) -> None:
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self._writing.dispose()
        self._reading.dispose()


class PostgresDatabase:
    """asyncpg behind SQLAlchemy; a few writing connections, more for reading."""

    lanes = 3

    def __init__(self, url: str) -> None:
        self._url = url
        self._writing = _postgres_engine(url, size=self.lanes + 1)
        self._reading = _postgres_engine(url, size=6).execution_options(**_ONE_MOMENT)

    async def write(self, work: Work[T]) -> T:
        return await _transact_async(self._writing, work)

    async def read(self, work: Work[T]) -> T:
        return await _transact_async(self._reading, work)

    async def alter(self, work: Work[T]) -> T:
        engine = _postgres_engine(self._url, size=1, hurry=False)
        try:
            return await _transact_async(engine, work)
        finally:
            await engine.dispose()

    async def empty_log(self) -> bool:
        return True  # PostgreSQL keeps its log apart and reuses it; dead rows go when it vacuums

    async def close(self) -> None:
        await self._writing.dispose()
        await self._reading.dispose()


def _sqlite_engine(path: Path, *, begin: str, size: int, foreign_keys: str = "ON") -> Engine:
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
        for pragma in (*_PRAGMAS, f"foreign_keys={foreign_keys}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _checkpoint(path: Path) -> bool:
    """Move the log into the database file and cut it to nothing. SQLite waits five seconds for readers."""
    with contextlib.closing(sqlite3.connect(path, timeout=5, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy


def _postgres_engine(url: str, *, size: int, hurry: bool = True) -> AsyncEngine:
    address = "postgresql+asyncpg://" + url.split("://", 1)[1]
    settings = {"timezone": "UTC", "jit": "off", **(_HURRY if hurry else {})}
    return create_async_engine(
        address,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,
        pool_timeout=5,
        pool_pre_ping=True,
        connect_args={
            "server_settings": settings,
            "timeout": 5,
            "command_timeout": 30 if hurry else None,
            "prepared_statement_cache_size": 100 if hurry else 0,  # a plan does not outlive a change of its table
        },
        **_JSON,
    )


def _transact(engine: Engine, work: Work[T]) -> T:
    try:
        with engine.begin() as connection:
            return work(connection)
    except _FAULTS as error:
        raise _without_the_row(error) from None
    except (DBAPIError, PoolTimeout) as error:
        raise Unavailable(_first_line(error), lasting=_is_lasting(error)) from error


async def _transact_async(engine: AsyncEngine, work: Work[T]) -> T:
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    except _FAULTS as error:
        raise _without_the_row(error) from None
    except (DBAPIError, PoolTimeout, OSError, TimeoutError) as error:
        raise Unavailable(_first_line(error), lasting=_is_lasting(error)) from error


def _without_the_row(error: DBAPIError) -> StoreFault:
    """Keep where it happened and which rule was broken; PostgreSQL's DETAIL would bring a reader's words along."""
    return StoreFault(f"{type(error).__name__}: {_first_line(error)}").with_traceback(error.__traceback__)


def _is_lasting(error: BaseException) -> bool:
    """Tell what no waiting mends: PostgreSQL refuses the user or has no such database; the file is none of SQLite's."""
    cause = getattr(error, "orig", None)
    refused = str(getattr(cause, "sqlstate", None))[:2] in {"28", "3D"}
    return refused or (isinstance(cause, sqlite3.DatabaseError) and not isinstance(cause, sqlite3.OperationalError))


def _first_line(error: BaseException) -> str:
    cause = getattr(error, "orig", None) or error
    return (str(cause).splitlines() or [type(cause).__name__])[0]

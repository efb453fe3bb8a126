"""What stays fast when the store is large: the same questions to a small store and to a large one.

`python -m benchmarks.scale` fills both (once for each folder), asks, and prints a table; exit 1 where something takes
more than 50 ms and more than 1.5 times what it takes in the small store (95th percentiles).
"""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.fill import fill
from benchmarks.invented_rows import Size
from benchmarks.readings import choose, loops_of, readings_of
from config.settings import Settings
from config.store import Store, open_store
from crm_store.migrate import migrate
from crm_store.tables import conversation

SMALL = 10_000
LARGE = 1_000_000
_LIMIT_MS = 50.0
_RATIO = 1.5
ROUNDS = 41


@dataclass(frozen=True, slots=True)
class Row:
    """How long one question takes, in milliseconds: the median and the 95th percentile in either store."""

    database: str
    question: str
    small_p50: float
    small_p95: float
    large_p50: float
    large_p95: float

    @property
    def holds(self) -> bool:
        """Tell whether it stays fast."""
        return self.large_p95 < _LIMIT_MS or self.large_p95 <= _RATIO * self.small_p95

    def __str__(self) -> str:
        small, large = f"{self.small_p50:.1f} / {self.small_p95:.1f}", f"{self.large_p50:.1f} / {self.large_p95:.1f}"
        return f"| {self.database} | {self.question} | {small} | {large} | {'yes' if self.holds else '**no**'} |"


def main() -> None:
    """Measure on both databases, or on one of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True, help="where the stores are kept; remove it afterwards")
    parser.add_argument("--messages", type=int, default=LARGE)
    parser.add_argument("--server", help="the address of a PostgreSQL server; SQLite where there is none")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    rows = asyncio.run(measure(given.folder, given.server, large=given.messages, rounds=given.rounds))
    print(table(rows, large=given.messages))
    sys.exit(not all(row.holds for row in rows))


def table(rows: list[Row], *, large: int = LARGE) -> str:
    """Return the rows as a table in Markdown."""
    head = f"| database | question | {SMALL:,} messages: p50 / p95 ms | {large:,} messages: p50 / p95 ms | holds |"
    return "\n".join([head, "|---|---|---|---|---|", *map(str, rows)])


async def measure(folder: Path, server: str | None = None, *, large: int = LARGE, rounds: int = ROUNDS) -> list[Row]:
    """Return a row for each question, asked in turn of a small store and a large one."""
    async with AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(filled(folder, server, messages)) for messages in (SMALL, large)]
        asked = [await _questions(store) for store in stores]
        names = list(asked[0])
        times = {name: await _ask_both(asked[0][name], asked[1][name], rounds) for name in names}
    return [Row("PostgreSQL" if server else "SQLite", name, *times[name]) for name in names]


@asynccontextmanager
async def filled(folder: Path, server: str | None, messages: int) -> AsyncIterator[Store]:
    """Give a store with so many messages, filled unless it is already."""
    data = folder / f"{'postgres' if server else 'sqlite'}-{messages}"
    url = server and await _database(server, f"scale_{messages}")
    async with open_store(Settings(data=data, database_url=url)) as store:
        await store.writer.run(migrate)
        if not await store.database.read(_is_filled):
            await fill(store, Size(messages, messages // 5, messages // 10))
        yield store


def _is_filled(connection: Connection) -> bool:
    return connection.execute(select(conversation.c.id).limit(1)).first() is not None


async def _database(server: str, name: str) -> str:
    """Return the address of a database of the server, made where it is not there."""
    url = make_url(server)
    engine = create_async_engine(url.set(drivername="postgresql+asyncpg"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        known = text("SELECT 1 FROM pg_database WHERE datname = :name")
        if (await connection.execute(known, {"name": name})).first() is None:
            await connection.execute(text(f'CREATE DATABASE "{name}"'))
    await engine.dispose()
    return url.set(database=name).render_as_string(hide_password=False)


Ask = Callable[[int], Awaitable[Any]]


async def _questions(store: Store) -> dict[str, Ask]:
    chosen = await store.database.read(choose)

    async def ask(reading: Callable[[Connection, int], Any], turn: int) -> None:
        await store.database.read(lambda connection: reading(connection, turn))

    async def look(loop: Callable[[], Awaitable[Any]], _: int) -> None:
        await loop()

    asked: dict[str, Ask] = {reading.name: partial(ask, reading.ask) for reading in readings_of(chosen)}
    return asked | {name: partial(look, loop) for name, loop in loops_of(store).items()}


async def _ask_both(small: Ask, large: Ask, rounds: int) -> tuple[float, float, float, float]:
    """Ask in turn, so that whatever else the machine does meets both."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(rounds):
        for ask, into in zip((small, large), times, strict=True):
            began = perf_counter()
            await ask(turn)
            into.append((perf_counter() - began) * 1000)
    return *_percentiles(times[0]), *_percentiles(times[1])


def _percentiles(times: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile; the first time, which warms up, is left out."""
    parts = quantiles(times[1:], n=20)
    return parts[9], parts[18]


if __name__ == "__main__":
    main()

"""Whole exchanges, beside a bare server that stores the same: how many a second, how long each, at what cost.

`python -m benchmarks.exchanges` runs both in turn, so that whatever else the machine does meets both.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.readers import Heard, ask_in_turn
from benchmarks.servers import Server, floor, new_database, ric
from tests.parts.services import postgres

QUESTION = "how do I renew a book"
READERS = 100
SECONDS = 8.0
ROUNDS = 5
WANTED_RATIO = 0.4


@dataclass(frozen=True, slots=True)
class Round:
    """One server's round: exchanges a second, milliseconds an exchange, and microseconds of processor time for one."""

    rate: float
    p50: float
    p99: float
    cpu: float
    failed: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The rounds of a floor and of RIC on one database."""

    database: str
    floor: tuple[Round, ...]
    ric: tuple[Round, ...]

    @property
    def ratio(self) -> float:
        """What RIC does of what the floor does: the median over the rounds, each beside its neighbour."""
        return median(ours.rate / theirs.rate for ours, theirs in zip(self.ric, self.floor, strict=True))

    @property
    def failed(self) -> int:
        """Questions that were never answered."""
        return sum(each.failed for each in (*self.floor, *self.ric))

    def lines(self) -> Iterator[str]:
        """Return the rows of a table."""
        for name, rounds in (("floor", self.floor), ("RIC", self.ric)):
            rates = sorted(each.rate for each in rounds)
            p50, p99, cpu = (median(getattr(each, what) for each in rounds) for what in ("p50", "p99", "cpu"))
            share = f"{100 * self.ratio:.0f} %" if name == "RIC" else ""
            spread = f"{median(rates):,.0f} [{rates[0]:,.0f}-{rates[-1]:,.0f}]"
            yield f"| {self.database} | {name} | {spread} | {share} | {p50:.0f} / {p99:.0f} | {cpu:.0f} |"


HEAD = (
    "| database | server | exchanges/s, median [lowest-highest] | of the floor | p50 / p99 ms | CPU µs an exchange |",
    "|---|---|---|---|---|---|",
)


def measure(database: str, *, rounds: int = ROUNDS, readers: int = READERS, seconds: float = SECONDS) -> Figures:
    """Return the figures of one database, `sqlite` or `postgres`."""
    with _both(database) as (bare, ours):
        for server in (bare, ours):
            _round(server, readers, 2.0)
        pairs = [(_round(bare, readers, seconds), _round(ours, readers, seconds)) for _ in range(rounds)]
    return Figures(database, tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs))


@contextmanager
def _both(database: str) -> Iterator[tuple[Server, Server]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ric-bench-")))
        settings: dict[str, str] = {}
        floor_url = None
        if database == "postgres":
            server = stack.enter_context(postgres(folder / "postgres"))
            floor_url, ours = (asyncio.run(new_database(server, name)) for name in ("floor", "ours"))
            settings = {"RIC_DATABASE_URL": ours, "RIC_SECRET": "a secret of the benchmarks, long enough"}
        (folder / "floor").mkdir()
        bare = stack.enter_context(floor(folder / "floor", floor_url))
        yield bare, stack.enter_context(ric(folder / "ric", settings))


def _round(server: Server, readers: int, seconds: float) -> Round:
    before = server.cpu_seconds()
    heard = asyncio.run(ask_in_turn(server.url, readers=readers, seconds=seconds, question=QUESTION))
    return _summed(heard, server.cpu_seconds() - before)


def _summed(heard: Heard, cpu: float) -> Round:
    times = sorted(heard.milliseconds)
    at = [times[min(len(times) - 1, int(share * len(times)))] for share in (0.5, 0.99)]
    return Round(heard.exchanges / heard.seconds, at[0], at[1], 1e6 * cpu / heard.exchanges, heard.failed)


def main() -> None:
    """Measure on both databases; exit 1 where a question was lost, or RIC stays under its share of the floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--readers", type=int, default=READERS)
    parser.add_argument("--database", choices=["sqlite", "postgres"], action="append")
    given = parser.parse_args()
    print(*HEAD, sep="\n", flush=True)
    good = True
    for database in given.database or ["sqlite", "postgres"]:
        figures = measure(database, rounds=given.rounds, readers=given.readers)
        print(*figures.lines(), sep="\n", flush=True)
        good = good and not figures.failed and figures.ratio >= WANTED_RATIO
    sys.exit(not good)


if __name__ == "__main__":
    main()

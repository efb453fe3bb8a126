"""Whole exchanges, beside a bare server that stores the same: how many a second, how long each, at what cost.

`python -m benchmarks.exchanges` runs both in turn, so that whatever else the machine does meets both.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.alone import alone
from benchmarks.figures import Line, Run, Section, nothing_lost, percentile, ratios, spread
from benchmarks.readers import Heard, ask_in_turn
from benchmarks.servers import Server, floor, open_database, ric

QUESTION = "how do I renew a book"
READERS = 100
DATABASES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
WANTED_RATIO = 0.4
MOST_CPU = 400.0
NOTE = (
    f"{READERS} readers at once ask one process what a phrasing answers word for word; question and answer are each "
    "committed durably before it is told. The floor is `benchmarks/floor_server.py`: the same frames over aiohttp, "
    "SQLAlchemy Core, group commit, two transactions. Processor time counts PostgreSQL's processes too, with all that "
    "they do in the background."
)


@dataclass(frozen=True, slots=True)
class Round:
    """One server's round: exchanges a second, milliseconds an exchange, and microseconds of processor time for one."""

    rate: float
    p50: float
    p99: float
    cpu: float
    database_cpu: float

    @property
    def whole_cpu(self) -> float:
        """Server and database together."""
        return self.cpu + self.database_cpu


class Counted:
    """A server with everything that its readers heard, to be held against what is stored."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.heard: list[Heard] = []

    def round(self, seconds: float, readers: int = READERS) -> Round:
        """Let readers ask for some seconds."""
        before, database_before = self.server.cpu_seconds(), self.server.database_seconds()
        heard = asyncio.run(ask_in_turn([self.server.url], readers=readers, seconds=seconds, question=lambda: QUESTION))
        self.heard.append(heard)
        cpu, database_cpu = self.server.cpu_seconds() - before, self.server.database_seconds() - database_before
        return summed(heard, cpu, database_cpu)

    def line(self, name: str) -> Line:
        """Return whether anything was lost."""
        return lost_line(name, self.heard, self.server.stored())


def summed(heard: Heard, cpu: float, database_cpu: float) -> Round:
    """Return a round's figures from what was heard, and the seconds of processor time that it took."""
    times, each = heard.milliseconds, 1e6 / heard.exchanges
    return Round(heard.rate, percentile(times, 0.5), percentile(times, 0.99), cpu * each, database_cpu * each)


def lost_line(name: str, heard: Sequence[Heard], stored: Counter[str]) -> Line:
    """Hold what readers heard against what is stored."""
    answers = stored["bot"] + stored["system"]
    return nothing_lost(
        f"{name}: {answers:,} answers",
        failed=sum(each.failed for each in heard),
        lost=abs(sum(each.acknowledged for each in heard) - stored["reader"]),
        answers_without_a_row=abs(sum(each.exchanges for each in heard) - answers),
    )


def measure(run: Run) -> Section:
    """Measure on both databases."""
    lines = [line for kind in DATABASES for line in _on(run, kind)]
    return Section("Exchanges", tuple(lines), NOTE)


def _on(run: Run, kind: str) -> Iterator[Line]:
    name, folder = DATABASES[kind], run.folder / f"exchanges-{kind}"
    with (
        open_database(kind, folder) as database,
        floor(folder / "floor", database) as bare_server,
        ric(run, folder, database) as our_server,
    ):
        bare, ours = Counted(bare_server), Counted(our_server)
        for each in (bare, ours):
            each.round(run.seconds / 4)
        pairs = run.in_turn(name, lambda: bare.round(run.seconds), lambda: ours.round(run.seconds))
        yield from _lines(name, pairs)
        yield bare.line(f"{name}, floor")
        yield ours.line(f"{name}, RIC")


def _lines(name: str, pairs: Sequence[tuple[Round, Round]]) -> Iterator[Line]:
    floors, ours = zip(*pairs, strict=True)
    shares = [100 * each for each in ratios([(one.rate, other.rate) for one, other in pairs])]
    yield Line(f"{name}: exchanges/s", spread([each.rate for each in ours]), spread([each.rate for each in floors]))
    limit = f">= {100 * WANTED_RATIO:.0f} %"
    yield Line(f"{name}: % of the floor", spread(shares, 1), "100", limit, median(shares) >= 100 * WANTED_RATIO)
    whole = [each.whole_cpu for each in ours]
    yield Line(
        f"{name}: CPU µs an exchange, with the database",
        f"{spread(whole)}{_of_it(ours)}",
        f"{spread([each.whole_cpu for each in floors])}{_of_it(floors)}",
        f"<= {MOST_CPU:.0f}",
        median(whole) <= MOST_CPU,
    )
    yield Line(f"{name}: p50 / p99 ms", _times(ours), _times(floors))


def _of_it(rounds: Sequence[Round]) -> str:
    database = median(each.database_cpu for each in rounds)
    return f", the database's processes {database:.0f}" if database else ""


def _times(rounds: Sequence[Round]) -> str:
    return f"{median(each.p50 for each in rounds):.0f} / {median(each.p99 for each in rounds):.0f}"


if __name__ == "__main__":
    alone(measure, __doc__)

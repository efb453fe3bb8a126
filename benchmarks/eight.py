"""The eight processes of docker-compose.yml beside one: processor time an exchange, and where it goes."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from benchmarks.alone import alone
from benchmarks.exchanges import QUESTION, READERS, lost_line
from benchmarks.figures import Line, Run, Section, ratios, spread
from benchmarks.processes import cpu_seconds
from benchmarks.readers import Heard, ask_in_turn
from benchmarks.servers import UNLIMITED, Database, keep_learned, open_database, ric, stored_in_postgres
from tests.parts.composed import Composed, composed

MOST = 1.6
NOTE = (
    f"{READERS} readers at once, in one process over PostgreSQL, and in the eight of docker-compose.yml (as plain "
    "processes, without the proxy) over PostgreSQL and Redis, half of the readers on either web process. All processes "
    "share the machine's cores with the readers."
)


@dataclass(frozen=True, slots=True)
class Round:
    """Exchanges a second, and microseconds of processor time an exchange of each service."""

    rate: float
    services: dict[str, float]

    @property
    def of_ric(self) -> float:
        return sum(cost for name, cost in self.services.items() if name not in ("PostgreSQL", "Redis"))


class Measured:
    """One set-up: its web addresses, and the processes of each service."""

    def __init__(self, urls: list[str], services: dict[str, list[int]], runner: asyncio.Runner) -> None:
        self._urls, self._services, self._runner = urls, services, runner
        self.heard: list[Heard] = []

    def round(self, seconds: float) -> Round:
        before = self._seconds()
        asked = ask_in_turn(self._urls, readers=READERS, seconds=seconds, question=lambda: QUESTION)
        self.heard.append(heard := self._runner.run(asked))
        after = self._seconds()
        each = 1e6 / heard.exchanges
        return Round(heard.rate, {name: each * (after[name] - before[name]) for name in after})

    def _seconds(self) -> dict[str, float]:
        return {name: sum(map(cpu_seconds, pids)) for name, pids in self._services.items()}


def measure(run: Run) -> Section:
    """Measure both set-ups in turn."""
    folder = run.folder / "eight"
    with (
        open_database("postgres", folder) as database,
        ric(run, folder / "one", database) as server,
        asyncio.Runner() as runner,
        _eight(run, database, runner) as eight,
    ):
        one = Measured([server.url], {"RIC": [*server.pids], "PostgreSQL": [database.pid or 0]}, runner)
        many = _measured(eight, database, runner)
        for each in (one, many):
            each.round(run.seconds / 4)
        pairs = run.in_turn("eight", lambda: one.round(run.seconds), lambda: many.round(run.seconds))
        stored = runner.run(stored_in_postgres(server.stored_in)), runner.run(stored_in_postgres(_address(eight)))
    lost = lost_line("one process", one.heard, stored[0]), lost_line("eight", many.heard, stored[1])
    return Section("Eight processes", (*_lines(pairs), *lost), NOTE)


def _address(eight: Composed) -> str:
    return str(eight.library.more["RIC_DATABASE_URL"])


def _measured(eight: Composed, database: Database, runner: asyncio.Runner) -> Measured:
    services = {name: [each.popen.pid for each in started] for name, started in eight.by_service.items()}
    services |= {"PostgreSQL": [database.pid or 0], "Redis": [eight.redis._server.pid]}  # noqa: SLF001 (the tests' own part says nothing of it)
    return Measured([eight.library.url, eight.library.other_url], services, runner)


@contextmanager
def _eight(run: Run, database: Database, runner: asyncio.Runner) -> Iterator[Composed]:
    folder = run.folder / "eight" / "eight"
    keep_learned(run, folder / "var")
    variables = {name: value for name, value in UNLIMITED.items() if name != "RIC_MAIL_DAILY"}
    opened = composed(folder, database.server or "", variables=variables)
    try:
        yield runner.run(opened.__aenter__())
    finally:
        runner.run(opened.__aexit__(None, None, None))


def _lines(pairs: list[tuple[Round, Round]]) -> Iterator[Line]:
    ones, eights = zip(*pairs, strict=True)
    yield Line("exchanges/s", spread([each.rate for each in eights]), spread([each.rate for each in ones]))
    times = ratios([(one.of_ric, eight.of_ric) for one, eight in pairs])
    costs = spread([each.of_ric for each in eights]), spread([each.of_ric for each in ones])
    yield Line("CPU µs an exchange, RIC's processes", *costs)
    yield Line("CPU an exchange, times one process's", spread(times, 2), "1", f"<= {MOST}", median(times) <= MOST)
    for name in eights[0].services:
        cost = spread([each.services[name] for each in eights])
        beside = spread([each.services[name] for each in ones]) if name in ones[0].services else ""
        yield Line(f"{name}: CPU µs an exchange", cost, beside)


if __name__ == "__main__":
    alone(measure, __doc__)

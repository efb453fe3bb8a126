"""How long an exchange takes on a calm day: a thousand open sockets, a hundred exchanges a second over them."""

import asyncio
from collections.abc import Sequence
from statistics import median

import aiohttp

from benchmarks.alone import alone
from benchmarks.exchanges import QUESTION, lost_line
from benchmarks.figures import Line, Run, Section, percentile, ratios, spread
from benchmarks.readers import Crowd, Heard, client_session
from benchmarks.servers import Server, floor, open_database, ric

SOCKETS = 1_000
RATE = 100.0
MOST = 2.0
NOTE = (
    f"{SOCKETS:,} open sockets, {RATE:.0f} exchanges a second spread evenly over them, whether or not the last were "
    "answered; SQLite, one process. A first message makes a reader and a conversation; it is measured apart, once. "
    "The floor is the bare server of the exchanges, with the same load."
)


class Calm:
    """One server with its crowd; the first round is each socket's first message."""

    def __init__(self, server: Server, runner: asyncio.Runner) -> None:
        self.server, self._runner = server, runner
        self.heard: list[Heard] = []

    def open(self, client: aiohttp.ClientSession, sockets: int) -> None:
        self._crowd = Crowd(client, self.server.url, sockets)
        self._runner.run(self._crowd.open())

    def round(self, count: int) -> Heard:
        asked = self._crowd.ask_evenly(rate=RATE, count=count, question=lambda: QUESTION)
        self.heard.append(self._runner.run(asked))
        return self.heard[-1]


def measure(run: Run) -> Section:
    """Measure both servers in turn."""
    folder, sockets = run.folder / "calm", run.pick(SOCKETS, 200)
    with (
        open_database("sqlite", folder) as database,
        floor(folder / "floor", database) as bare_server,
        ric(run, folder / "ric", database) as our_server,
        asyncio.Runner() as runner,
    ):
        client = runner.run(_client())
        bare, ours = Calm(bare_server, runner), Calm(our_server, runner)
        for each in (bare, ours):
            each.open(client, sockets)
        run.say("  calm: first messages")
        first = (bare.round(sockets), ours.round(sockets))
        count = int(RATE * run.seconds)
        pairs = run.in_turn("calm", lambda: bare.round(count), lambda: ours.round(count))
        runner.run(client.close())
        lost = lost_line("floor", bare.heard, bare_server.stored()), lost_line("RIC", ours.heard, our_server.stored())
    return Section("A calm day", (*_lines(pairs), _first(*first), *lost), NOTE)


async def _client() -> aiohttp.ClientSession:
    return client_session()


def _lines(pairs: Sequence[tuple[Heard, Heard]]) -> tuple[Line, ...]:
    p50, p99 = ([(_at(one, share), _at(other, share)) for one, other in pairs] for share in (0.5, 0.99))
    times = ratios(p99)
    return (
        Line("p50 ms", spread([pair[1] for pair in p50], 1), spread([pair[0] for pair in p50], 1)),
        Line("p99 ms", spread([pair[1] for pair in p99], 1), spread([pair[0] for pair in p99], 1)),
        Line("p99, times the floor's", spread(times, 2), "1", f"<= {MOST:.0f}", median(times) <= MOST),
    )


def _first(bare: Heard, ours: Heard) -> Line:
    told = [f"{_at(each, 0.5):.1f} / {_at(each, 0.99):.1f}" for each in (ours, bare)]
    return Line("first messages: p50 / p99 ms", told[0], told[1])


def _at(heard: Heard, share: float) -> float:
    return percentile(heard.milliseconds, share)


if __name__ == "__main__":
    alone(measure, __doc__)

"""Idle readers on one process, beside the bare server: memory for each, none dropped, and what heartbeats cost."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import uvloop

from benchmarks.alone import alone
from benchmarks.figures import Line, Run, Section
from benchmarks.idle_sockets import Tally, most_sockets, open_idle
from benchmarks.servers import Server, floor, open_database, ric

READERS = 10_000
MOST = 2.0
_WARM = 100
_SETTLE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Idle:
    """One server with idle readers: MB with all, KB for each, and the share of a core that their heartbeats take."""

    megabytes: float
    kilobytes: float
    core_share: float
    microseconds: float
    dropped: int


def measure(run: Run) -> Section:
    """Measure the floor, then RIC, once each: memory does not vary as times do."""
    readers = min(most_sockets(), run.pick(READERS, 1_000))
    folder = run.folder / "idle"
    with open_database("sqlite", folder) as database:
        bare = _measured(run, "floor", readers, lambda: floor(folder / "floor", database))
        ours = _measured(run, "RIC", readers, lambda: ric(run, folder / "ric", database))
    times = ours.kilobytes / bare.kilobytes
    lines = (
        Line("MB with all of them", f"{ours.megabytes:.0f}", f"{bare.megabytes:.0f}"),
        Line("KB a socket", f"{ours.kilobytes:.1f}", f"{bare.kilobytes:.1f}"),
        Line("KB a socket, times the floor's", f"{times:.2f}", "1", f"<= {MOST:.0f}", times <= MOST),
        Line("dropped", str(ours.dropped), str(bare.dropped), "0", not ours.dropped),
        Line("% of a core meanwhile", f"{100 * ours.core_share:.1f}", f"{100 * bare.core_share:.1f}"),
        Line("CPU µs a heartbeat", f"{ours.microseconds:.0f}", f"{bare.microseconds:.0f}"),
    )
    few = "" if readers == READERS else f" ({READERS:,} were wanted)"
    note = (
        f"{readers:,} sockets{few} that said hello and then only answer the pings of every 30 seconds; SQLite, one "
        "process. The floor is the bare server of the exchanges. Heartbeats: over "
        f"{_watched(run):.0f} seconds, with all else that an idle process does."
    )
    return Section("Idle readers", lines, note)


def _watched(run: Run) -> float:
    return 60.0 if not run.quick else 31.0


def _measured(run: Run, name: str, readers: int, start: Callable[[], AbstractContextManager[Server]]) -> Idle:
    run.say(f"  idle: {readers:,} readers of {name}")
    with start() as server, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_hold(server, readers, _watched(run)))


async def _hold(server: Server, readers: int, seconds: float) -> Idle:
    tally = Tally()
    opened = await open_idle(server.url, _WARM, tally)
    await asyncio.sleep(_SETTLE_SECONDS)
    empty = server.resident_mb()
    opened += await open_idle(server.url, readers - _WARM, tally)
    await asyncio.sleep(_SETTLE_SECONDS)
    before, pings = server.cpu_seconds(), tally.pings
    await asyncio.sleep(seconds)
    cpu, full, pings = server.cpu_seconds() - before, server.resident_mb(), tally.pings - pings
    dropped = tally.dropped
    for socket in opened:
        socket.leave()
    return Idle(full, 1000 * (full - empty) / (readers - _WARM), cpu / seconds, 1e6 * cpu / max(1, pings), dropped)


if __name__ == "__main__":
    alone(measure, __doc__)

"""Where an exchange's processor time goes, room by room: a RIC under the exchanges' load, looked at from inside."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.alone import alone
from benchmarks.exchanges import QUESTION, READERS
from benchmarks.figures import Line, Run, Section
from benchmarks.readers import ask_in_turn
from benchmarks.sampler import OUTSIDE
from benchmarks.servers import Server, open_database, ric
from tests.parts.ric import ROOT

MEANING = {
    "crm_store": "tables, transactions, search",
    "channels": "the chat's frames and sockets",
    "routing": "rules and steps",
    "bot": "understanding and answers",
    "config": "logs, figures, the start",
    "desk": "the librarians' API",
    OUTSIDE: "the loop and the web server",
}
NOTE = (
    "The load of the exchanges over SQLite, in one process that is looked at every few milliseconds: its threads' "
    "processor time counts for the innermost room on the stack, with what that room's libraries do for it. Looking "
    "costs some itself: read it as shares."
)
_MOST_PACKAGES = 3


def measure(run: Run) -> Section:
    """Measure one round."""
    folder = run.folder / "rooms"
    (folder / "before").mkdir(parents=True)
    words = f"from pathlib import Path\n\nfrom benchmarks import sampler\n\nsampler.start(Path({str(folder)!r}))\n"
    (folder / "before" / "sitecustomize.py").write_text(words, encoding="utf-8")
    with (
        open_database("sqlite", folder) as database,
        ric(run, folder / "ric", database, {"PYTHONPATH": f"{folder / 'before'}:{ROOT}"}) as server,
    ):
        _ask(server, run.seconds / 4)
        run.say("  rooms: looking")
        before, cpu = _seen(folder, server), server.cpu_seconds()
        exchanges = _ask(server, 2 * run.seconds)
        seen, cpu = _seen(folder, server) - before, server.cpu_seconds() - cpu
    return Section("Where an exchange's time goes", tuple(_lines(seen, cpu, exchanges)), NOTE)


def _ask(server: Server, seconds: float) -> int:
    asked = ask_in_turn([server.url], readers=READERS, seconds=seconds, question=lambda: QUESTION)
    return asyncio.run(asked).exchanges


def _seen(folder: Path, server: Server) -> Counter[str]:
    return Counter(json.loads((folder / f"{server.pids[0]}.json").read_text(encoding="utf-8")))


def _lines(seen: Counter[str], cpu: float, exchanges: int) -> Iterator[Line]:
    """Share out what the system says was used, as it was seen."""
    unit = 1e6 * cpu / exchanges / sum(seen.values())
    rooms: dict[str, Counter[str]] = {}
    for place, seconds in seen.items():
        room, package = place.split("/")
        rooms.setdefault(room, Counter())[package] += seconds
    yield Line("the whole process: CPU µs an exchange", f"{1e6 * cpu / exchanges:.0f}")
    for room, packages in sorted(rooms.items(), key=lambda item: -sum(item[1].values())):
        most = ", ".join(f"{name} {unit * each:.0f}" for name, each in packages.most_common(_MOST_PACKAGES))
        yield Line(f"{room}: {MEANING[room]}", f"{unit * sum(packages.values()):.0f}, of it {most}")


if __name__ == "__main__":
    alone(measure, __doc__)

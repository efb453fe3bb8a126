"""`python -m faults`: the planted bugs, every exit of a life, and the long hunt in both set-ups; tables at the end."""

import argparse
import asyncio
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from faults.checker import Verdict
from faults.hunts import HUNTS, hunt
from faults.life import CHANNELS, Lives, end_everywhere
from faults.planted import without
from faults.report import Report, caught_table, lives_table, table, write_report
from faults.run import Order, Result, run

T = TypeVar("T")
Work = Callable[[Path], Coroutine[Any, Any, T]]


def main() -> int:
    """Run what the arguments ask for; 1 if anything was wrong, or if a planted bug was not caught."""
    given = _arguments().parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever stops it wants the servers stopped too
    report = Report(command="python -m faults " + " ".join(sys.argv[1:]))
    if "planted" in given.parts:
        report.caught |= {bug: _in_folder(_hunt_of(bug, plant=bug)) for bug in HUNTS}
        report.blank |= {bug: _in_folder(_hunt_of(bug, plant=without(bug))) for bug in HUNTS}
        _say(caught_table(report))
    if "lives" in given.parts:
        report.lives += [_live(channel, several=several) for several in (False, True) for channel in CHANNELS]
        _say(lives_table(report.lives))
    for order in _orders(given):
        _say(f"{order.name}: {order.seconds / 60:.0f} minutes of faults, seed {order.seed}")
        report.results.append(_in_folder(_run_of(order)))
        _say(table(report.results[-1]))
    if given.write:
        write_report(report)
    return int(not report.is_good)


def _arguments() -> argparse.ArgumentParser:
    arguments = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    arguments.add_argument("--minutes", type=float, default=40, help="of faults, over the set-ups together")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--parts", default="planted,lives,sqlite,several", help="what to run, with commas")
    arguments.add_argument("--pace", type=float, default=3.0, help="seconds between a client's messages")
    arguments.add_argument("--every", type=float, default=1.5, help="seconds between two faults")
    arguments.add_argument("--write", action="store_true", help="write the results into docs/faults.md")
    return arguments


def _orders(given: argparse.Namespace) -> list[Order]:
    setups = [several for several in (False, True) if ("several" if several else "sqlite") in given.parts]
    seconds = 60 * given.minutes / max(len(setups), 1)
    return [Order(several, seconds, given.seed, pace=given.pace, every=given.every) for several in setups]


def _hunt_of(bug: str, *, plant: str) -> Work[Verdict]:
    return lambda folder: hunt(folder, bug, plant=plant)


def _run_of(order: Order) -> Work[Result]:
    return lambda folder: run(order, folder, _say)


def _live(channel: str, *, several: bool) -> Lives:
    return _in_folder(lambda folder: end_everywhere(folder, channel, several=several))


def _in_folder(work: Work[T]) -> T:
    """Do something in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="ric-faults-"))
    folder.chmod(0o755)  # PostgreSQL, where it has a user of its own, must get through
    try:
        return asyncio.run(work(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""`python -m faults`: the full hunt in both set-ups, with a table at its end."""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from pathlib import Path

from faults.planted import PLANTS
from faults.report import table, write_report
from faults.run import Order, Result, run


def main() -> int:
    """Run what the arguments ask for; 1 if anything was wrong."""
    given = _arguments().parse_args()
    results = []
    for order in _orders(given):
        _say(f"{order.name}: {order.seconds / 60:.0f} minutes of faults, seed {order.seed}")
        results.append(_run(order))
        _say(table(results[-1]))
    if given.write:
        write_report(
            results, command="make faults" if not sys.argv[1:-1] else "python -m faults " + " ".join(sys.argv[1:])
        )
    return int(any(result.verdict.problems for result in results))


def _arguments() -> argparse.ArgumentParser:
    arguments = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    arguments.add_argument("--minutes", type=float, default=45, help="of faults, over both set-ups together")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--setup", choices=["sqlite", "several", "both"], default="both")
    arguments.add_argument("--pace", type=float, default=4.0, help="seconds between two messages of one client")
    arguments.add_argument("--every", type=float, default=2.0, help="seconds between two faults")
    arguments.add_argument("--plant", choices=sorted(PLANTS), default="none", help="a bug that has to be found")
    arguments.add_argument("--write", action="store_true", help="write the results into docs/faults.md")
    return arguments


def _orders(given: argparse.Namespace) -> list[Order]:
    setups = {"sqlite": [False], "several": [True], "both": [False, True]}[given.setup]
    seconds = 60 * given.minutes / len(setups)
    return [
        Order(several, seconds, given.seed, pace=given.pace, every=given.every, plant=given.plant) for several in setups
    ]


def _run(order: Order) -> Result:
    folder = Path(tempfile.mkdtemp(prefix="ric-faults-"))
    folder.chmod(0o755)  # PostgreSQL, where it has a user of its own, must get through
    try:
        return asyncio.run(run(order, folder, _say))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

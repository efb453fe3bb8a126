"""Runs one benchmark by itself: `python -m benchmarks.<name>`, with --quick for a look at whether it works."""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.figures import Run, Section, say


def alone(measure: Callable[[Run], Section], about: str | None) -> None:
    """Measure, print, and exit 1 where a line is over its limit."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds: to see that it works")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ric-bench-") as folder:
        section = measure(Run(Path(folder), quick=given.quick))
    say(str(section))
    sys.exit(not section.holds)

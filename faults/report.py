"""The tables at the end of a run, and the page that keeps them."""

import os
import platform
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from faults.checker import Verdict
from faults.life import MOMENTS, Lives
from faults.questions import ROOT
from faults.run import Result

PAGE = ROOT / "docs" / "faults.md"
MOST_PROBLEMS = 40
_MEASURED = re.compile(r"<!-- measured -->.*<!-- /measured -->", re.DOTALL)


@dataclass(slots=True)
class Report:
    """Everything that one command has found."""

    command: str
    caught: dict[str, Verdict] = field(default_factory=dict)
    blank: dict[str, Verdict] = field(default_factory=dict)
    """The same hunts without the bugs."""
    lives: list[Lives] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Tell whether every planted bug was caught, and nothing else was found."""
        found = [*self.blank.values(), *(each.verdict for each in self.lives), *(each.verdict for each in self.results)]
        return all(verdict.problems for verdict in self.caught.values()) and not any(each.problems for each in found)


def table(result: Result) -> str:
    """Return what was done and found in one set-up, as Markdown."""
    lines = [
        f"### {result.order.name[0].upper()}{result.order.name[1:]}",
        "",
        f"{_summary(result)} Problems found: {len(result.verdict.problems)}.",
        "",
        *_rows(("fault", "count"), sorted(result.faults.items())),
        "",
        *_rows(("figure", "count"), sorted(item for item in result.verdict.figures.items() if item[1])),
        *_problems(result.verdict),
    ]
    return "\n".join(lines)


def sum_table(results: Sequence[Result]) -> str:
    """Return what counts over all set-ups."""
    figures = sum((result.verdict.figures for result in results), Counter())
    faults = sum((result.faults for result in results), Counter())
    kills = sum(count for name, count in faults.items() if name.startswith("process killed"))
    items = [
        ("messages acknowledged", sum(count for name, count in figures.items() if name.endswith(": acknowledged"))),
        ("faults", faults.total()),
        ("of them process kills", kills),
        ("of them PostgreSQL stops", faults["PostgreSQL stopped at once"]),
        ("web connections lost", figures["web: connections lost"]),
        ("lost, doubled, unanswered, told wrongly", sum(len(result.verdict.problems) for result in results)),
    ]
    return "\n".join(["### Together", "", *_rows(("what", "count"), items)])


def caught_table(report: Report) -> str:
    """Return by what each planted bug showed, and what its hunt found without it."""
    found = [(bug, verdict.problems[0] if verdict.problems else "NOT CAUGHT") for bug, verdict in report.caught.items()]
    lines = ["### Planted bugs", "", *_rows(("planted", "found by"), found)]
    return "\n".join([*lines, *(line for verdict in report.blank.values() for line in _problems(verdict))])


def lives_table(lives: Iterable[Lives]) -> str:
    """Return how often a life was ended, and what came of it."""
    items = [
        (f"{each.channel}, {each.database}", ", ".join(f"{each.exits.get(moment, 0)} {moment}" for moment in MOMENTS))
        for each in lives
    ]
    lines = ["### Exits at every commit of a life", "", *_rows(("channel, database", "exits at a commit"), items)]
    return "\n".join([*lines, *(line for each in lives for line in _problems(each.verdict))])


def write_report(report: Report, page: Path = PAGE) -> None:
    """Put the results into the page, between its two marks."""
    parts = [
        f"Measured on {time.strftime('%Y-%m-%d')} with `{report.command}` on {machine()}.",
        sum_table(report.results),
        *([caught_table(report)] if report.caught else []),
        *([lives_table(report.lives)] if report.lives else []),
        *map(table, report.results),
    ]
    measured = "<!-- measured -->\n" + "\n\n".join(parts) + "\n<!-- /measured -->"
    page.write_text(_MEASURED.sub(lambda _: measured, page.read_text(encoding="utf-8")), encoding="utf-8")


def machine() -> str:
    """Describe the machine in a line."""
    model = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    name = model.group(1) if model else platform.machine()
    return f"{os.cpu_count()} cores ({name}), {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"


def _summary(result: Result) -> str:
    kills = sum(count for name, count in result.faults.items() if name.startswith("process killed"))
    minutes = f"Seed {result.order.seed}, {result.seconds / 60:.0f} minutes with starting and settling"
    return f"{minutes}; {result.faults.total():,} faults, {kills:,} of them process kills."


def _problems(verdict: Verdict) -> list[str]:
    return ["", *(f"- {problem}" for problem in verdict.problems[:MOST_PROBLEMS])] if verdict.problems else []


def _rows(heads: tuple[str, str], items: Sequence[tuple[str, int | str]]) -> list[str]:
    body = [f"| {name} | {value:,} |" if isinstance(value, int) else f"| {name} | {value} |" for name, value in items]
    return [f"| {heads[0]} | {heads[1]} |", "|---|---:|", *body]

"""What every benchmark is given and gives back: how long to measure, and lines of figures beside their limits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TypeVar

Result = TypeVar("Result")


def say(words: str) -> None:
    """Tell whoever waits how far it is."""
    print(words, flush=True)


@dataclass(frozen=True, slots=True)
class Run:
    """One run: where it may keep what several benchmarks use, how long it measures, and who hears how far it is."""

    folder: Path
    quick: bool = False
    say: Callable[[str], None] = field(default=say)

    @property
    def rounds(self) -> int:
        """How often both sides are measured in turn."""
        return 2 if self.quick else 5

    @property
    def seconds(self) -> float:
        """How long one side's round takes."""
        return 2.0 if self.quick else 8.0

    def pick(self, full: int, quick: int) -> int:
        """Return how many of something there are in this run."""
        return quick if self.quick else full

    def in_turn(self, what: str, bare: Callable[[], Result], ours: Callable[[], Result]) -> list[tuple[Result, Result]]:
        """Measure both sides round by round, so that whatever else the machine does meets both."""
        pairs = []
        for number in range(1, self.rounds + 1):
            self.say(f"  {what}: round {number} of {self.rounds}")
            pairs.append((bare(), ours()))
        return pairs


@dataclass(frozen=True, slots=True)
class Line:
    """One figure; `beside` is what it is compared with, and `holds` is None where it is only stated."""

    what: str
    measured: str
    beside: str = ""
    limit: str = ""
    holds: bool | None = None

    def __str__(self) -> str:
        holds = {None: "", True: "yes", False: "**no**"}[self.holds]
        return f"| {self.what} | {self.measured} | {self.beside} | {self.limit} | {holds} |"


@dataclass(frozen=True, slots=True)
class Section:
    """What one benchmark found; `note` says what the floor is and what is counted."""

    title: str
    lines: tuple[Line, ...]
    note: str = ""

    @property
    def holds(self) -> bool:
        """Tell whether no line is over its limit."""
        return all(line.holds is not False for line in self.lines)

    def __str__(self) -> str:
        head = ["| what | measured | floor | limit | holds |", "|---|---|---|---|---|"]
        note = [self.note, ""] if self.note else []
        return "\n".join([f"### {self.title}", "", *note, *head, *map(str, self.lines)])


def spread(values: Sequence[float], digits: int = 0) -> str:
    """Return "median [lowest-highest]"."""
    low, high = min(values), max(values)
    return f"{median(values):,.{digits}f} [{low:,.{digits}f}-{high:,.{digits}f}]"


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that a share of all, between 0 and 1, do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ratios(pairs: Sequence[tuple[float, float]]) -> list[float]:
    """Return what ours is of the floor's, each round beside its neighbour."""
    return [ours / floor for floor, ours in pairs]


def nothing_lost(what: str, **counts: int) -> Line:
    """Return the line without which no other counts: nothing failed, and as many rows as were acknowledged and told."""
    found = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in counts.items())
    return Line(what, found, limit="each 0", holds=not any(counts.values()))

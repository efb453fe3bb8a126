"""A long run of real processes: does their memory stay where it was? `python -m benchmarks.soak --messages 200000`.

Readers chat with a `ric run`, each for a while, then others come. Messages are reader's and RIC's together. Every
process states its memory as it goes; after a warm-up it may grow by no more than 10 MB in 100,000 messages. The
settings RIC_DATABASE_URL, RIC_REDIS_URL and RIC_SECRET are handed on; each `--only` names the rooms of one process.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression
from time import monotonic

from tests.parts.reader import chatting
from tests.parts.ric import Process
from tests.parts.services import free_port

_QUESTIONS = ("怎么续借", "how do I renew a book", "几点开门", "renew books")
_READERS = 40
_TURNS = 50
_SAMPLES = 60
_WARM = 0.3
"""The part of a run in which caches fill."""
MOST_GROWTH = 10.0
"""MB that a process may grow in 100,000 messages."""
_HANDED_ON = ("RIC_DATABASE_URL", "RIC_REDIS_URL", "RIC_SECRET", "RIC_CACHE")


@dataclass(frozen=True, slots=True)
class Sample:
    """The memory of each process, in MB, after so many messages."""

    messages: int
    megabytes: tuple[float, ...]


@dataclass(slots=True)
class Tally:
    """How far the run is, and when it has to be over."""

    wanted: int
    until: float
    exchanged: int = 0

    @property
    def over(self) -> bool:
        """Tell whether there are enough messages, or no time is left."""
        return self.exchanged >= self.wanted or monotonic() > self.until


def main() -> None:
    """Run until so many messages were exchanged, or so many minutes are over."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=200_000)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--only", action="append", help="the rooms of one process; one process of all rooms otherwise")
    given = parser.parse_args()
    samples = asyncio.run(measure(given.messages, minutes=given.minutes, rooms=given.only or [None]))
    grown = growth(samples)
    print(table(samples))
    print("MB in 100,000 messages:", ", ".join(f"{each:+.1f}" for each in grown))
    sys.exit(samples[-1].messages < given.messages or max(grown) > MOST_GROWTH)


async def measure(messages: int, *, minutes: float, rooms: Sequence[str | None] = (None,)) -> list[Sample]:
    """Let readers chat with a running RIC, and return its processes' memory on the way."""
    with tempfile.TemporaryDirectory(prefix="ric-soak-") as folder:
        async with _running(Path(folder), rooms) as (url, processes):
            tally, samples = Tally(messages, monotonic() + minutes * 60), [Sample(0, _memory(processes))]
            async with asyncio.TaskGroup() as readers:
                for number in range(_READERS):
                    readers.create_task(_chat(url, tally, number))
                readers.create_task(_watch(tally, processes, samples))
            return [*samples, Sample(tally.exchanged, _memory(processes))]


def growth(samples: Sequence[Sample]) -> list[float]:
    """Return how many MB each process grows in 100,000 messages once it is warm."""
    warm = [sample for sample in samples if sample.messages >= samples[-1].messages * _WARM]
    counts = [sample.messages / 100_000 for sample in warm]
    return [linear_regression(counts, line).slope for line in zip(*(sample.megabytes for sample in warm), strict=True)]


def table(samples: Sequence[Sample]) -> str:
    """Return about ten of the samples as a table in Markdown."""
    shown = [*samples[:: max(1, len(samples) // 10)], samples[-1]]
    rows = [f"| {row.messages:,} | {' / '.join(f'{each:.0f}' for each in row.megabytes)} |" for row in shown]
    return "\n".join(["| messages | MB of each process |", "|---|---|", *rows])


@asynccontextmanager
async def _running(folder: Path, rooms: Sequence[str | None]) -> AsyncIterator[tuple[str, list[Process]]]:
    url = f"127.0.0.1:{free_port()}"
    settings = {
        **{name: os.environ[name] for name in _HANDED_ON if name in os.environ},
        "RIC_DATA": str(folder),
        "RIC_HTTP": url,
        "RIC_SMTP": f"127.0.0.1:{free_port()}",
        "RIC_CHAT_LIMIT": "0",
        "RIC_ADMIN_EMAIL": "soak@library.example",
        "RIC_ADMIN_PASSWORD": "nobody signs in here 1",
    }
    async with AsyncExitStack() as stack:
        processes: list[Process] = []
        for only in rooms:
            processes.append(Process(settings, only))
            stack.callback(processes[-1].stop)
            await asyncio.to_thread(processes[-1].start)
        yield f"http://{url}", processes


async def _chat(url: str, tally: Tally, number: int) -> None:
    """Ask as one reader after the other; each message is acknowledged and answered, or this fails."""
    while not tally.over:
        async with chatting(url) as reader:
            for turn in range(_TURNS):
                await reader.ask(_QUESTIONS[(number + turn) % len(_QUESTIONS)])
                tally.exchanged += 2


async def _watch(tally: Tally, processes: Sequence[Process], samples: list[Sample]) -> None:
    while not tally.over:
        await asyncio.sleep(0.2)
        if tally.exchanged >= samples[-1].messages + tally.wanted / _SAMPLES:
            samples.append(Sample(tally.exchanged, _memory(processes)))


def _memory(processes: Sequence[Process]) -> tuple[float, ...]:
    """Return what each process holds in memory (VmRSS of Linux), in MB."""
    return tuple(_resident(process.popen.pid) for process in processes)


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


if __name__ == "__main__":
    main()

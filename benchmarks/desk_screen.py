"""From a reader's key to the desk's screen: how long until an open desk on another web process shows the conversation.

The reader writes on one process and the librarian looks on another, over PostgreSQL, with Redis and without.
"""

import asyncio
from contextlib import nullcontext
from pathlib import Path
from random import Random
from time import perf_counter

import aiohttp

from benchmarks.alone import alone
from benchmarks.exchanges import QUESTION
from benchmarks.figures import Line, Run, Section, percentile
from benchmarks.servers import SECRET, UNLIMITED, Database, keep_learned, open_database
from tests.conftest import running
from tests.parts.library import Library
from tests.parts.services import free_port, redis
from tests.several.desks import events_of, hear_event

WITH_REDIS, WITHOUT = 200.0, 2_200.0
_POLL_SECONDS = 2.0
NOTE = (
    "A reader's first message of a conversation, from its sending to the row at an open desk; reader and desk are on "
    "different web processes over PostgreSQL. Without Redis a process looks for news every two seconds; readers begin "
    "at random within them."
)


def measure(run: Run) -> Section:
    """Measure with Redis and without."""
    folder = run.folder / "desk"
    with open_database("postgres", folder) as database:
        lines = (
            _line(run, database, folder / "redis", WITH_REDIS, with_redis=True),
            _line(run, database, folder / "alone", WITHOUT, with_redis=False),
        )
    return Section("Arrival at the desk's screen", lines, NOTE)


def _line(run: Run, database: Database, folder: Path, limit: float, *, with_redis: bool) -> Line:
    name = "with Redis" if with_redis else "without Redis"
    run.say(f"  desk's screen {name}")
    folder.mkdir(parents=True)
    with redis(folder, free_port()) if with_redis else nullcontext(None) as redis_url:
        more = {"RIC_DATABASE_URL": database.new("desk") or "", "RIC_SECRET": SECRET, **UNLIMITED}
        more |= {"RIC_REDIS_URL": redis_url} if redis_url else {}
        times = asyncio.run(_times(run, folder, more))
    worst = percentile(times, 0.99)
    measured = f"{percentile(times, 0.5):,.0f} / {worst:,.0f}, slowest {max(times):,.0f} of {len(times)}"
    return Line(f"{name}: p50 / p99 ms", measured, "", f"p99 <= {limit:,.0f}", worst <= limit)


async def _times(run: Run, folder: Path, more: dict[str, str]) -> list[float]:
    polled = "RIC_REDIS_URL" not in more
    random, times, known = Random(1), list[float](), set[str]()  # noqa: S311 (it draws pauses)
    keep_learned(run, folder / "var")
    async with (
        running(folder, more, [None, "web"]) as library,
        library.desk_elsewhere() as desk,
        events_of(desk) as events,
    ):
        for _ in range(run.pick(60 if polled else 200, 12)):
            await asyncio.sleep(random.random() * (_POLL_SECONDS if polled else 0.2))
            times.append(await _time(library, events, known))
    return times


async def _time(library: Library, events: aiohttp.ClientWebSocketResponse, known: set[str]) -> float:
    """Return how many milliseconds after its sending a new reader's message is at the desk."""
    async with library.chat(language="en") as reader:
        began = perf_counter()
        await reader.send(type="message", client_id="q1", text=QUESTION)
        event = await hear_event(events, lambda event: event.get("row") and event["row"]["id"] not in known)
        took = 1000 * (perf_counter() - began)
        known.add(event["row"]["id"])
        await reader.hear("message")
    return took


if __name__ == "__main__":
    alone(measure, __doc__)

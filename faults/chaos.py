"""The faults: drawn from a seed, done to the house, and healed again. Each is counted under its name."""

import asyncio
import contextlib
import random
import signal
from collections import Counter
from collections.abc import Awaitable, Callable

from faults.disk import Disk
from faults.house import House, all_ready
from faults.process import Process
from faults.surroundings import Surroundings

Deed = Callable[[], Awaitable[None]]
LONG_FREEZE = 24.0
"""Seconds: longer than the 20 s for which a claim is left to its router."""
SPARED = 1.5
"""Seconds for which a process is left alone once it is ready, so that something is under way when it dies."""
STARTING = 0.03
"""The share of kills that may hit a process which is still starting."""


class Chaos:
    """Does one fault after the other. `every`: seconds between two, on average; `done` counts them by name."""

    def __init__(self, house: House, dice: random.Random, disk: Disk, *, every: float) -> None:
        self.done: Counter[str] = Counter()
        self.house = house
        self.random = dice
        self._every = every
        self._around = Surroundings(house, dice, disk, self.done)
        self._tasks: set[asyncio.Task[None]] = set()
        self._busy: set[str] = set()

    async def run(self, seconds: float) -> None:
        """Go on for so long, then heal everything."""
        deeds = self._deeds()
        names, weights = list(deeds), [weight for weight, _ in deeds.values()]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    (name,) = self.random.choices(names, weights)
                    self._begin(name, deeds[name][1])
                    await asyncio.sleep(self.random.uniform(0.3, 1.7) * self._every)
        await self.heal()

    async def heal(self) -> None:
        """Wait until what was begun is over, and let everything run."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._around.heal()
        for process in self.house.processes:
            process.signal(signal.SIGCONT)
            process.frozen = False
        await all_ready(self.house)

    def _begin(self, name: str, deed: Deed) -> None:
        """Do a fault beside the others, but never the same one twice at a time (kills may be)."""
        if name in self._busy:
            return
        task = asyncio.create_task(self._do(name, deed))
        self._tasks.add(task)
        task.add_done_callback(self._put_away)

    def _put_away(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self.house.ledger.wrong.append(f"the harness itself failed: {task.exception()!r}")

    async def _do(self, name: str, deed: Deed) -> None:
        self._busy.add(name)
        try:
            await deed()
        finally:
            self._busy.discard(name)

    def _deeds(self) -> dict[str, tuple[float, Deed]]:
        everywhere: dict[str, tuple[float, Deed]] = {
            "kill": (60, self._kill),
            "freeze": (5, self._freeze),
            "terminate": (5, self._terminate),
            "relay": (8, self._around.trouble_relay),
            "telegram": (8, self._around.trouble_telegram),
            "read-only": (2, self._around.make_read_only),
        }
        if self.house.postgres is None:
            return everywhere | {"disk full": (3, self._around.fill_disk)}
        return everywhere | {
            "freeze long": (2, self._freeze_long),
            "kill several": (12, self._kill_several),
            "redis": (8, self._around.trouble_redis),
            "postgres stop": (3, self._around.stop_postgres),
        }

    def _any(self) -> Process | None:
        """Return a process that has been at work for a while, at times one that is still starting; None while most of
        RIC is down already: then nothing would be under way.
        """
        if 2 * len(self._working()) < len(self.house.processes):
            return None
        starting = self.random.random() < STARTING
        fit = [
            each
            for each in self.house.processes
            if each.alive and not each.frozen and not each.told_to_end and (starting or each.at_work > SPARED)
        ]
        return self.random.choice(fit) if fit else None

    def _working(self) -> list[Process]:
        return [each for each in self.house.processes if each.at_work > SPARED and not each.frozen]

    def _kill_one(self, process: Process) -> None:
        process.signal(signal.SIGKILL)
        self.done[f"process killed ({process.rooms or 'all'})"] += 1

    async def _kill(self) -> None:
        process = self._any()
        if process is not None:
            self._kill_one(process)

    async def _kill_several(self) -> None:
        ready = self._working()
        if 2 * len(ready) < len(self.house.processes):
            return
        for process in self.random.sample(ready, min(len(ready), self.random.randint(2, 4))):
            self._kill_one(process)

    async def _terminate(self) -> None:
        process = self._any()
        if process is not None and process.ready.is_set():
            process.signal(signal.SIGTERM)
            self.done["process terminated in order"] += 1

    async def _freeze(self) -> None:
        process = self._any()
        if process is not None:
            await self._frozen(process, self.random.uniform(0.5, 6), "process frozen and woken")

    async def _freeze_long(self) -> None:
        routers = [each for each in self._working() if "router" in (each.rooms or "")]
        if routers:
            await self._frozen(self.random.choice(routers), LONG_FREEZE, "router frozen past its claims")

    async def _frozen(self, process: Process, seconds: float, name: str) -> None:
        process.frozen = True
        process.signal(signal.SIGSTOP)
        self.done[name] += 1
        try:
            await asyncio.sleep(seconds)
        finally:
            process.signal(signal.SIGCONT)
            process.frozen = False

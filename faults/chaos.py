"""The faults: drawn from a seed, done to the house, and healed again. Each is counted under its name."""

import asyncio
import contextlib
import random
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from faults.disk import Disk
from faults.house import House, all_ready
from faults.process import Process

Deed = Callable[[], Awaitable[None]]
LONG_FREEZE = 24.0
"""Seconds: longer than the 20 s for which a claim is left to its router."""
MOST_DATABASE_STOPS = 50
SPARED = 1.5
"""Seconds for which a process is left alone once it is ready, so that something is under way when it dies."""
STARTING = 0.03
"""The share of kills that may hit a process which is still starting."""


@dataclass(slots=True)
class Chaos:
    """Does one fault after the other. `every`: seconds between two, on average."""

    house: House
    random: random.Random
    disk: Disk
    every: float = 2.0
    done: "Counter[str]" = field(default_factory=Counter)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _busy: set[str] = field(default_factory=set)

    async def run(self, seconds: float) -> None:
        """Go on for so long, then heal everything."""
        deeds = self._deeds()
        names, weights = list(deeds), [weight for weight, _ in deeds.values()]
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while True:
                    (name,) = self.random.choices(names, weights)
                    self._begin(name, deeds[name][1])
                    await asyncio.sleep(self.random.uniform(0.3, 1.7) * self.every)
        await self.heal()

    async def heal(self) -> None:
        """Wait until what was begun is over, and let everything run."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.house.relay.faults.clear()
        vars_of_faults(self.house).clear()
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
            "relay": (8, self._trouble_relay),
            "telegram": (8, self._trouble_telegram),
        }
        if self.house.postgres is None:
            return everywhere | {"disk full": (3, self._fill_disk), "read-only": (2, self._make_read_only)}
        return everywhere | {
            "freeze long": (2, self._freeze_long),
            "kill several": (12, self._kill_several),
            "redis": (8, self._trouble_redis),
            "postgres stop": (3, self._stop_postgres),
            "read-only": (2, self._make_read_only),
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

    async def _trouble_relay(self) -> None:
        fault = self.random.choice(["lose", "lose", "hang", "451 4.3.0 later", "421 4.3.2 busy"])
        self.house.relay.faults.append(fault)
        self.done[f"relay: {_word(fault)}"] += 1

    async def _trouble_telegram(self) -> None:
        api = self.house.telegram
        method = self.random.choice(["sendMessage", "sendMessage", "getUpdates"])
        kind = self.random.choice(["lose", "hang", "500", "429"])
        if kind == "lose":
            api.lose(method)
        elif kind == "hang":
            api.hang(method)
        elif kind == "500":
            api.fail(method, 500)
        else:
            api.fail(method, 429, "Too Many Requests", retry_after=2)
        self.done[f"Telegram: {method} {kind}"] += 1

    async def _fill_disk(self) -> None:
        self.done[f"disk full ({self.disk.how})"] += 1
        async with self.disk.full(self.house):
            await asyncio.sleep(self.random.uniform(2, 5))

    async def _make_read_only(self) -> None:
        self.done["database read-only"] += 1
        async with self.disk.read_only(self.house):
            await asyncio.sleep(self.random.uniform(2, 5))

    async def _trouble_redis(self) -> None:
        redis = self.house.redis
        if redis is None:
            return
        kind = self.random.choice(["killed", "emptied", "frozen"])
        self.done[f"Redis {kind}"] += 1
        if kind == "emptied":
            with contextlib.suppress(OSError, TimeoutError):
                await redis.flush()
        elif kind == "killed":
            redis.kill()
            await asyncio.sleep(self.random.uniform(0.2, 4))
            redis.start()
        else:
            redis.signal(signal.SIGSTOP)
            await asyncio.sleep(self.random.uniform(1, 6))
            redis.signal(signal.SIGCONT)

    async def _stop_postgres(self) -> None:
        postgres = self.house.postgres
        if postgres is None or self.done["PostgreSQL stopped at once"] >= MOST_DATABASE_STOPS:
            return
        self.done["PostgreSQL stopped at once"] += 1
        await postgres.stop_at_once()
        await asyncio.sleep(self.random.uniform(0, 4))
        await postgres.start()


def _word(fault: str) -> str:
    return {"lose": "took the mail, acceptance lost", "hang": "hung"}.get(fault, f"answered {fault[:3]}")


def vars_of_faults(house: House) -> dict[str, Sequence[object]]:
    """Return what the Bot API's server is still to do wrong."""
    return house.telegram._faults  # type: ignore[no-any-return]  # noqa: SLF001 (it has no word for taking a fault back)

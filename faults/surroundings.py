"""Faults of what stands around RIC: the relay, Telegram, the disk, the database and Redis."""

import asyncio
import contextlib
import random
import signal
from collections import Counter
from dataclasses import dataclass

from faults.disk import Disk
from faults.house import House

MOST_DATABASE_STOPS = 50


@dataclass(slots=True)
class Surroundings:
    """Does one fault a call; what lasts a while is over when the call returns."""

    house: House
    random: random.Random
    disk: Disk
    done: "Counter[str]"

    async def trouble_relay(self) -> None:
        """Let the relay do wrong by the next mail."""
        fault = self.random.choice(["lose", "lose", "hang", "451 4.3.0 later", "421 4.3.2 busy"])
        self.house.relay.faults.append(fault)
        self.done[f"relay: {_word(fault)}"] += 1

    async def trouble_telegram(self) -> None:
        """Let Telegram do wrong by the next call."""
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

    async def fill_disk(self) -> None:
        """Leave no room on the disk for a while."""
        self.done[f"disk full ({self.disk.how})"] += 1
        async with self.disk.full(self.house):
            await asyncio.sleep(self.random.uniform(2, 5))

    async def make_read_only(self) -> None:
        """Let the database take no writes for a while."""
        self.done["database read-only"] += 1
        async with self.disk.read_only(self.house):
            await asyncio.sleep(self.random.uniform(2, 5))

    async def trouble_redis(self) -> None:
        """Kill, empty or freeze Redis."""
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

    async def stop_postgres(self) -> None:
        """Stop PostgreSQL without a checkpoint, and start it again."""
        postgres = self.house.postgres
        if postgres is None or self.done["PostgreSQL stopped at once"] >= MOST_DATABASE_STOPS:
            return
        self.done["PostgreSQL stopped at once"] += 1
        await postgres.stop_at_once()
        await asyncio.sleep(self.random.uniform(0, 4))
        await postgres.start()

    def heal(self) -> None:
        """Let nothing go wrong that has not gone wrong yet."""
        self.house.relay.faults.clear()
        self.house.telegram._faults.clear()  # noqa: SLF001 (it has no word for taking a fault back)


def _word(fault: str) -> str:
    return {"lose": "took the mail, acceptance lost", "hang": "hung"}.get(fault, f"answered {fault[:3]}")

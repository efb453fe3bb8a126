"""Carries bells and fan-out between processes through Redis. Ids only; whatever is lost here is found by polling."""

import asyncio
import json
import logging
import secrets
import time
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from crm_store.bell import LocalBell, LocalFanout
from routing.messages import Author
from routing.ports import Typing

log = logging.getLogger(__name__)

TOPIC = "ric:hints"
_WAITING = 10_000
_TOGETHER = 500
"""Hints that go out in one message, all of one commit: a message costs each process the same however much it says."""
_PAUSE = 1.0
_FAULTS = (RedisError, OSError, TimeoutError)


class RedisLink:
    """Publishes what this process rings and tells it what the others rang. Redis gone costs the poll's two seconds."""

    def __init__(self, url: str, bell: LocalBell, fanout: LocalFanout) -> None:
        self._redis = Redis.from_url(url, socket_connect_timeout=2, socket_timeout=5, health_check_interval=15)
        self._bell = bell
        self._fanout = fanout
        self._me = secrets.token_hex(8)
        self._waiting: asyncio.Queue[tuple[object, ...]] = asyncio.Queue(_WAITING)
        self._reachable = True
        bell.publish = self._publish
        fanout.publish = self._publish

    async def run(self) -> None:
        """Carry until cancelled; reconnects by itself."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._keep(self._speak))
                tasks.create_task(self._keep(self._listen))
        finally:
            await self._redis.aclose()

    async def answers_in(self) -> float | None:
        """Return the seconds that Redis takes to answer; None where it does not within a second."""
        began = time.perf_counter()
        try:
            async with asyncio.timeout(_PAUSE):
                await self._redis.ping()
        except _FAULTS:
            return None
        return time.perf_counter() - began

    def _publish(self, words: list[object]) -> None:
        if not self._waiting.full():
            self._waiting.put_nowait(tuple(words))

    async def _keep(self, carry: Any) -> None:
        while not is_ending():
            try:
                await carry()
            except _FAULTS as fault:
                if self._reachable:
                    log.warning("redis_unreachable", extra={"error": type(fault).__name__})
                self._reachable = False
                await asyncio.sleep(_PAUSE)

    async def _speak(self) -> None:
        while not is_ending():
            hints = dict.fromkeys([await self._waiting.get()])
            while len(hints) < _TOGETHER and not self._waiting.empty():
                hint = self._waiting.get_nowait()
                hints.pop(hint, None)  # the same one need be heard but once, and last: who stops typing begins again
                hints[hint] = None
            await self._redis.publish(TOPIC, json.dumps([self._me, *hints]))
            if not self._reachable:
                log.info("redis_reachable")
            self._reachable = True

    async def _listen(self) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe(TOPIC)
            while not is_ending():
                heard = await channel.get_message(timeout=10.0)
                if heard is not None:
                    self._hear(heard["data"])

    def _hear(self, data: bytes) -> None:
        """Take hints in. What is none of ours must not end the listening: others may share this Redis."""
        try:
            sender, *hints = json.loads(data)
            if sender != self._me:
                for hint in hints:
                    self._tell(*hint)
        except (ValueError, TypeError, IndexError):
            log.warning("redis_strange_word")

    def _tell(self, kind: str, *words: Any) -> None:
        if kind == "ring":
            self._bell.ring_here(words[0])
        elif kind == "changed":
            self._fanout.changed_here(int(words[0]), int(words[1]))
        elif kind == "typing":
            self._fanout.typing_here(Typing(int(words[0]), int(words[1]), Author(words[2]), bool(words[3])))
        else:
            raise ValueError(kind)


def is_ending() -> bool:
    """Tell whether this task was cancelled: redis-py was seen to swallow that, and would let nobody stop."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0

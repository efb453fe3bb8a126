"""The only loop: does a step again and again while there is work, and waits for the bell when there is none."""

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any

from routing.ports import Bell, Step

log = logging.getLogger(__name__)

_LONGEST_REST = 1.0
POLL_SECONDS = 2.0
"""How late work is found when no bell is heard."""


class Worker:
    """Runs one step in some lanes side by side until it is told to stop; a failing step never ends the loop.

    `share` is the part of the time that work which can wait may take at most: it rests after each step accordingly,
    but never longer than a second, since a step may itself have waited for others.
    """

    def __init__(  # noqa: PLR0913 - all but two are given by name, and rarely
        self,
        step: Step,
        bell: Bell,
        *,
        listens_to: str,
        lanes: int = 1,
        poll: float = POLL_SECONDS,
        share: float = 1.0,
    ) -> None:
        self._step = step
        self._bell = bell
        self._name = listens_to
        self._lanes = lanes
        self._poll = poll
        self._rests = 1 / share - 1
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Work until `stop` is called; the step at hand is finished first."""
        async with asyncio.TaskGroup() as lanes:
            for _ in range(self._lanes):
                lanes.create_task(self._loop())

    def stop(self) -> None:
        """Let every lane finish its step and end."""
        self._stopping.set()

    async def drain(self) -> None:
        """Work until there is nothing left to do now. This is what tests call."""
        while await self._step():
            pass

    async def _loop(self) -> None:
        while not self._stopping.is_set():
            began = time.perf_counter()
            try:
                worked = await self._step()
            except Exception:
                log.exception("step_failed", extra={"worker": self._name})
                worked = False
            if not worked:
                await self._until_stopped_or(self._bell.wait(self._name, self._poll))
            elif self._rests:
                rest = self._rests * (time.perf_counter() - began)
                await self._until_stopped_or(asyncio.sleep(min(rest, _LONGEST_REST)))

    async def _until_stopped_or(self, rest: Coroutine[Any, Any, None]) -> None:
        waits = {asyncio.create_task(rest), asyncio.create_task(self._stopping.wait())}
        _, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in pending:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)

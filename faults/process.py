"""One process of RIC that is killed, frozen and started again, and comes back by itself whenever it has ended."""

import asyncio
import contextlib
import math
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from faults.ordered_database import EXIT_CODE
from faults.questions import ROOT

PAUSE = 0.5
"""Seconds before a process that ended is started again, as systemd would."""
READY_SECONDS = 300.0
READY = "RIC is ready"


@dataclass(slots=True)
class Process:
    """`python -m faults.ric` with some rooms; `ended` counts what it did by itself."""

    rooms: str | None
    environment: Mapping[str, str]
    arguments: Sequence[str] = ()
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    failed_starts: int = 0
    ended: list[int] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    lines: "deque[str]" = field(default_factory=lambda: deque(maxlen=400))
    frozen: bool = False
    ready_since: float = math.inf
    told_to_end: bool = False
    _running: asyncio.subprocess.Process | None = None
    _heard: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def keep(self) -> None:
        """Start it, and start it again whenever it ends, until cancelled."""
        try:
            while True:
                await self.once()
                await asyncio.sleep(PAUSE)
        finally:
            await self.end()

    async def once(self) -> int:
        """Run it once to its end; return how it ended."""
        self.told_to_end = self.frozen = False
        arguments = ["-m", "faults.ric", *(["--only", self.rooms] if self.rooms else []), *self.arguments]
        self._running = await asyncio.create_subprocess_exec(
            sys.executable,
            *arguments,
            cwd=ROOT,
            env=self._environment(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            limit=2**20,
        )
        await self._listen(self._running)
        code = await self._running.wait()
        self._judge(code, was_ready=self.ready.is_set())
        self.ready.clear()
        self.ready_since = math.inf
        return code

    async def order(self, words: str) -> None:
        """Give the process an order (faults/ric.py), and wait until it has taken it."""
        before = sum(line.startswith("ordered") for line in self.lines)
        await self.tell(words)
        async with asyncio.timeout(READY_SECONDS), self._heard:
            await self._heard.wait_for(lambda: sum(line.startswith("ordered") for line in self.lines) > before)

    async def tell(self, words: str) -> None:
        """Give it an order, heard or not: it may be ending just now."""
        if self._running is not None and self._running.stdin is not None:
            with contextlib.suppress(ConnectionError):
                self._running.stdin.write(f"{words}\n".encode())
                await self._running.stdin.drain()

    @property
    def at_work(self) -> float:
        """Return for how many seconds it has been ready; less than none while it is not."""
        return time.monotonic() - self.ready_since

    @property
    def alive(self) -> bool:
        """Tell whether it runs, ready or not."""
        return self._running is not None and self._running.returncode is None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to its whole process group."""
        if self._running is None or self._running.returncode is not None:
            return
        self.told_to_end = self.told_to_end or number in {signal.SIGKILL, signal.SIGTERM}
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._running.pid, number)

    async def end(self) -> None:
        """Kill it and wait."""
        self.signal(signal.SIGKILL)
        if self._running is not None:
            await self._running.wait()

    async def _listen(self, running: asyncio.subprocess.Process) -> None:
        assert running.stdout is not None
        async for line in running.stdout:
            self.lines.append(line.decode(errors="replace").rstrip())
            if READY in self.lines[-1]:
                self.ready.set()
                self.ready_since = time.monotonic()
            async with self._heard:
                self._heard.notify_all()

    def _judge(self, code: int, *, was_ready: bool) -> None:
        self.ended.append(code)
        if self.told_to_end or code == EXIT_CODE:
            return
        if was_ready:
            self.crashes.append(
                f"{self.rooms or 'all'} ended by itself with {code}: {' | '.join(list(self.lines)[-5:])}"
            )
        else:
            self.failed_starts += 1

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("RIC_")}
        return {**kept, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT), **self.environment}

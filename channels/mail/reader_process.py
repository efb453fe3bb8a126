"""Reading in a process of its own: a mail that eats time or memory takes that process with it, and nothing else."""

import asyncio
import logging
import signal
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path

from channels.mail.frames import LENGTH, frame, unpack
from channels.mail.reading import ReadMail

log = logging.getLogger("ric.mail")

READ_SECONDS = 2.0
"""Processor time that one mail may take."""
CLOCK_FACTOR = 5
"""How much longer the clock may take than the processor, on a busy machine, before we stop waiting."""
START_SECONDS = 30.0
END_SECONDS = 2.0
ATTEMPTS = 2
MAX_ANSWER = 256 * 1024 * 1024
HOUSE = Path(__file__).resolve().parents[2]


class ReaderProcess:
    """Reads one mail at a time in a child process, which is started when needed and again when it died.

    The child is spawned with pipes only and an empty environment: no socket, no secret. It ends with us, also on
    kill -9: its input ends, and while it reads, its own timer ends it.
    """

    def __init__(self, *, seconds: float = READ_SECONDS) -> None:
        self._seconds = seconds
        self._process: Process | None = None
        self._turn = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        """The child's process id while there is one."""
        return self._process.pid if self._process else None

    async def read(self, raw: bytes) -> ReadMail | None:
        """Return the mail as it was read, or None where it cannot be read within its limits.

        A child that died for another reason than its timer (killed from outside) gets the mail a second time.
        """
        async with self._turn:
            for _ in range(ATTEMPTS):
                process = self._process or await self._start()
                try:
                    async with asyncio.timeout(self._seconds * CLOCK_FACTOR):
                        return unpacked(await ask(process, raw))
                except TimeoutError:
                    await self.stop()
                    return None
                except (OSError, asyncio.IncompleteReadError):
                    if await self._ran_out_of_time():
                        return None
            return None

    async def stop(self) -> None:
        """End the child."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()

    async def _start(self) -> Process:
        command = [sys.executable, "-m", "channels.mail.reader_child", str(self._seconds)]
        environment = {"PYTHONPATH": str(HOUSE), "PYTHONSAFEPATH": "1", "LANG": "C.UTF-8"}
        process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, env=environment, cwd="/")
        self._process = process
        async with asyncio.timeout(START_SECONDS):
            await answer_of(process)
        return process

    async def _ran_out_of_time(self) -> bool:
        """See a dead child off, and tell whether its own timer ended it."""
        process = self._process
        if process is not None:
            # To kill it before its end was noticed would lose what it died of.
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), END_SECONDS)
        await self.stop()
        code = process.returncode if process else None
        log.warning("mail_reader_died", extra={"returncode": code})
        return code == -signal.SIGPROF


async def ask(process: Process, raw: bytes) -> bytes:
    """Hand one mail to the child and return its answer."""
    if process.stdin is None:
        raise BrokenPipeError("the reader process has no input")
    process.stdin.write(frame(raw))
    await process.stdin.drain()
    return await answer_of(process)


async def answer_of(process: Process) -> bytes:
    """Return the child's next answer."""
    if process.stdout is None:
        raise BrokenPipeError("the reader process has no output")
    (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    if length > MAX_ANSWER:
        raise BrokenPipeError("the reader process answered too much")
    return await process.stdout.readexactly(length)


def unpacked(answer: bytes) -> ReadMail | None:
    """Return the mail of an answer; None where the child could not read it."""
    try:
        return unpack(answer) if answer else None
    except (ValueError, KeyError, TypeError):
        return None

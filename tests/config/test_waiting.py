"""A start while the database is away or takes nothing waits, says why, and goes on by itself."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from config.waiting import Waiting
from routing.errors import Unavailable
from tests.parts.ric import Process
from tests.parts.services import free_port


class Store:
    """Away for the first attempts, for these reasons."""

    def __init__(self, *reasons: str, lasting: bool = False) -> None:
        self.reasons = list(reasons)
        self.lasting = lasting

    async def open(self) -> str:
        if self.reasons:
            raise Unavailable(self.reasons.pop(0), lasting=self.lasting)
        return "open"


async def test_it_waits_until_the_store_is_there_and_says_each_reason_once() -> None:
    told: list[str] = []
    waiting = Waiting("RIC_DATABASE_URL", told.append, every=0)

    assert await waiting.until(Store("refused", "refused", "starting up", "starting up").open) == "open"
    assert told == ["Waiting   RIC_DATABASE_URL: refused", "Waiting   RIC_DATABASE_URL: starting up"]


async def test_what_no_waiting_mends_is_told_at_once() -> None:
    with pytest.raises(Unavailable, match="no such user"):
        await Waiting("RIC_DATABASE_URL", print).until(Store("no such user", lasting=True).open)


@pytest.fixture
def process(tmp_path: Path):
    """RIC's web room, not yet started; killed at the end if it lives."""
    environment = {"RIC_DATA": str(tmp_path), "RIC_HTTP": f"127.0.0.1:{free_port()}", "RIC_SECRET": "s" * 32}
    waiting = Process(environment, "web")
    yield waiting
    if waiting.popen.poll() is None:
        waiting.kill()


async def test_sigterm_ends_the_waiting(process: Process) -> None:
    process.environment = {**process.environment, "RIC_DATABASE_URL": "postgresql://ric@127.0.0.1:1/ric"}
    starting = asyncio.create_task(asyncio.to_thread(process.start))
    while not any("Waiting   RIC_DATABASE_URL" in line for line in process.lines):
        await asyncio.wait([starting], timeout=0.05)
        assert not starting.done(), starting.exception()

    assert await asyncio.to_thread(process.stop) == 0
    await asyncio.gather(starting, return_exceptions=True)


async def test_a_locked_database_is_waited_for_and_then_it_is_ready(process: Process, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "ric.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        starting = asyncio.create_task(asyncio.to_thread(process.start))
        while not any("Waiting   RIC_DATA: database is locked" in line for line in process.lines):
            await asyncio.wait([starting], timeout=0.05)
            assert not starting.done(), starting.exception()
        other.execute("ROLLBACK")

    await starting
    assert await asyncio.to_thread(process.stop) == 0

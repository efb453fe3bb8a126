"""The servers under measurement, each a process of its own, and what they stored."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from benchmarks.figures import Run
from benchmarks.processes import cpu_seconds, postmaster, resident_mb
from tests.conftest import new_database
from tests.parts.ric import ROOT, Process, clean_environment
from tests.parts.services import free_port, postgres

UNLIMITED = {"RIC_CHAT_LIMIT": "0", "RIC_SESSION_LIMIT": "0", "RIC_MAIL_DAILY": "0"}
SECRET = "a secret of the benchmarks, long enough"  # noqa: S105 (it guards nothing)
_COUNT = "SELECT author, count(*) AS count FROM message GROUP BY author"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it listens, its processes and those of its database, and where it stores."""

    url: str
    pids: tuple[int, ...]
    stored_in: str = ""
    database_pid: int | None = None
    smtp_port: int = 0

    def cpu_seconds(self) -> float:
        """Return the processor time that its processes have used so far, without the database's, in seconds."""
        return sum(cpu_seconds(pid) for pid in self.pids)

    def database_seconds(self) -> float:
        """Return the same of the database's own processes; 0 for SQLite, which works within the server's."""
        return cpu_seconds(self.database_pid) if self.database_pid else 0.0

    def resident_mb(self) -> float:
        """Return the memory that its processes hold, in MB."""
        return sum(resident_mb(pid) for pid in self.pids)

    def stored(self) -> Counter[str]:
        """Return how many messages of each author are stored."""
        if self.stored_in.startswith("postgresql://"):
            return asyncio.run(stored_in_postgres(self.stored_in))
        with closing(sqlite3.connect(self.stored_in)) as connection:
            return Counter(dict(connection.execute(_COUNT)))


async def stored_in_postgres(url: str) -> Counter[str]:
    """Return how many messages of each author are stored in a database of PostgreSQL."""
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"), poolclass=NullPool)
    async with engine.connect() as connection:
        rows = (await connection.execute(text(_COUNT))).all()
    await engine.dispose()
    return Counter({str(author): int(number) for author, number in rows})


@dataclass(frozen=True, slots=True)
class Database:
    """Where floor and RIC store: a PostgreSQL server with its first process, or SQLite where there is no server."""

    server: str | None = None
    pid: int | None = None

    def new(self, name: str) -> str | None:
        """Return the address of an empty database; None for SQLite, whose file is in each one's folder."""
        return asyncio.run(new_database(self.server, f"{name}_{token_hex(4)}")) if self.server else None


@contextmanager
def open_database(kind: str, folder: Path) -> Iterator[Database]:
    """Give `sqlite`, or run a PostgreSQL of our own for `postgres`."""
    if kind == "sqlite":
        yield Database()
        return
    folder.mkdir(parents=True, exist_ok=True)
    with postgres(folder / "postgres") as server:
        yield Database(server, postmaster(folder / "postgres"))


@contextmanager
def listening(module: str, *arguments: str) -> Iterator[tuple[int, int]]:
    """Run one of our bare servers on a free port, and give the port and the process."""
    port = free_port()
    command = [sys.executable, "-m", module, "--port", str(port), *arguments]
    with subprocess.Popen(  # noqa: S603 (our own command)
        command, cwd=ROOT, env=clean_environment({}), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            if "ready" not in process.stdout.readline():
                raise RuntimeError(f"{module} did not start")
            yield port, process.pid
        finally:
            process.terminate()


@contextmanager
def floor(folder: Path, database: Database) -> Iterator[Server]:
    """Run the floor server."""
    folder.mkdir(parents=True)
    url = database.new("floor")
    stored_in = url or str(folder / "floor.sqlite")
    with listening("benchmarks.floor_server", "--folder", str(folder), *(["--url", url] if url else [])) as (port, pid):
        yield Server(f"http://127.0.0.1:{port}", (pid,), stored_in, database.pid)


@contextmanager
def ric(
    run: Run, folder: Path, database: Database, more: Mapping[str, str] | None = None, *, rooms: str | None = None
) -> Iterator[Server]:
    """Run RIC in one process, without limits for readers, which knows what the demo library knows."""
    url = database.new("ric")
    port, smtp_port = free_port(), free_port()
    environment = {
        "RIC_HTTP": f"127.0.0.1:{port}",
        "RIC_SMTP": f"127.0.0.1:{smtp_port}",
        "RIC_DATA": str(folder / "var"),
        **UNLIMITED,
        **({"RIC_DATABASE_URL": url, "RIC_SECRET": SECRET} if url else {}),
        **(more or {}),
    }
    with ExitStack() as stack:
        keep_learned(run, folder / "var")
        process = Process(environment, rooms).start()
        stack.callback(process.stop)
        stored_in = url or str(folder / "var" / "ric.sqlite")
        yield Server(f"http://127.0.0.1:{port}", (process.popen.pid,), stored_in, database.pid, smtp_port)


def keep_learned(run: Run, data: Path) -> None:
    """Put what RIC learns of the demo library where one will look for it, so that none learns while it is measured."""
    if not (run.folder / "learned").is_dir():
        run.say("  learning what the demo library knows")
        learn(run.folder / "learned")
    data.mkdir(parents=True, exist_ok=True)
    shutil.copytree(run.folder / "learned" / "models", data / "models")


def learn(data: Path, more: Mapping[str, str] | None = None) -> None:
    """Let a RIC with an empty store learn, and end it."""
    addresses = {name: f"127.0.0.1:{free_port()}" for name in ("RIC_HTTP", "RIC_SMTP")}
    process = Process({**addresses, "RIC_DATA": str(data), **(more or {})}).start()
    try:
        process.wait_for("knowledge_learned")
    finally:
        process.stop()

"""The servers under measurement, each a process of its own, and what the system says of them."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import new_database
from tests.parts.ric import ROOT, Process, clean_environment
from tests.parts.services import free_port

__all__ = ["Server", "floor", "new_database", "ric"]

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it listens, and the processes that work for it."""

    url: str
    pids: tuple[int, ...]

    def cpu_seconds(self) -> float:
        """Return the processor time that its processes have used so far, in seconds."""
        return sum(cpu_seconds(pid) for pid in self.pids)

    def resident_mb(self) -> float:
        """Return the memory that its processes hold, in MB."""
        return sum(resident_mb(pid) for pid in self.pids)


def cpu_seconds(pid: int) -> float:
    """Return a process's user and system time (proc(5), stat), in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def resident_mb(pid: int) -> float:
    """Return a process's resident memory (proc(5), statm), in MB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / 1_000_000


@contextmanager
def floor(folder: Path, database: str | None) -> Iterator[Server]:
    """Run the floor server."""
    port = free_port()
    command = [sys.executable, "-m", "benchmarks.floor_server", "--port", str(port), "--folder", str(folder)]
    command += ["--url", database] if database else []
    environment = clean_environment({})
    with subprocess.Popen(  # noqa: S603 (our own command)
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            if "ready" not in process.stdout.readline():
                raise RuntimeError("the floor server did not start")
            yield Server(f"http://127.0.0.1:{port}", (process.pid,))
        finally:
            process.terminate()


@contextmanager
def ric(folder: Path, more: Mapping[str, str], rooms: str | None = None) -> Iterator[Server]:
    """Run RIC in one process, without limits for readers, once it has learned what the demo library knows."""
    port = free_port()
    environment = {
        "RIC_HTTP": f"127.0.0.1:{port}",
        "RIC_SMTP": f"127.0.0.1:{free_port()}",
        "RIC_DATA": str(folder / "var"),
        "RIC_CHAT_LIMIT": "0",
        "RIC_SESSION_LIMIT": "0",
        "RIC_MAIL_DAILY": "0",
        **more,
    }
    process = Process(environment, rooms).start()
    try:
        process.wait_for("knowledge_learned")
        yield Server(f"http://127.0.0.1:{port}", (process.popen.pid,))
    finally:
        process.stop()

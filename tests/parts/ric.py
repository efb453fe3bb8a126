"""RIC as a newcomer runs it: the `ric` command in processes of its own, spoken to from outside."""

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "config"]
START_SECONDS = 180.0


@dataclass
class Process:
    """One `ric run`: its lines are kept, and the one that says that it is ready is waited for."""

    environment: Mapping[str, str]
    only: str | None = None
    lines: list[str] = field(default_factory=list)

    def start(self) -> "Process":
        return self.launch().wait_until_ready()

    def launch(self) -> "Process":
        """Start it and return at once: several processes start side by side."""
        arguments = ["run", *(["--only", self.only] if self.only else [])]
        self._heard: queue.Queue[str | None] = queue.Queue()
        self.popen = subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=ROOT,
            env=clean_environment(self.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        return self

    def wait_until_ready(self) -> "Process":
        """Wait for it; one that never gets ready is ended, so that its own words are what the test shows."""
        try:
            self.wait_for("RIC is ready")
        except BaseException:
            self.kill()
            raise
        return self

    def wait_for(self, words: str) -> str:
        """Return the first line with these words; fails with everything heard when the process ends before."""
        while True:
            try:
                line = self._heard.get(timeout=START_SECONDS)
            except queue.Empty:
                raise RuntimeError(f"RIC has not said {words!r} in time:\n" + "".join(self.lines)) from None
            if line is None:
                raise RuntimeError("RIC ended:\n" + "".join(self.lines))
            if words in line:
                return line

    def stop(self) -> int:
        """Ask it to end, as an operator does."""
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGTERM)
        return self._end()

    def kill(self) -> None:
        """End its whole process group at once, as a power cut does."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self._end()

    def _end(self) -> int:
        code = self.popen.wait(timeout=20)
        self._listener.join(timeout=5)
        return code

    def _listen(self) -> None:
        assert self.popen.stdout
        with self.popen.stdout as output:
            for line in output:
                self.lines.append(line)
                self._heard.put(line)
        self._heard.put(None)


def clean_environment(given: Mapping[str, str]) -> dict[str, str]:
    """Return this environment without any RIC_ setting, and with the given ones."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RIC_")}
    return {**kept, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT), **given}


def ric(*arguments: str, environment: Mapping[str, str], stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run one `ric` command to its end."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=ROOT,
        env=clean_environment(environment),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

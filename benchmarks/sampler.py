"""Where a running process spends its processor time: looks every few milliseconds at every thread.

`benchmarks/rooms.py` starts it within a RIC, by a `sitecustomize` of its own; the product has no switch for it.
"""

import json
import os
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parents[1]
ROOMS = ("routing", "crm_store", "bot", "channels", "desk", "config")
OUTSIDE = "outside of the rooms"
_BELOW_THE_LOOP = ("config/__main__.py", "config/cli.py", "config/commands/")
"""Below everything that the loop runs; none of its work."""
_EVERY = 0.004
_SWITCH = 0.0001
"""Seconds until a thread that is looked at lets go: by itself it does so where it waits, not where it works."""
_WRITE_EVERY = 0.5


def start(folder: Path) -> None:
    """Sample this process from now on; what was seen since its start stands in `<pid>.json`, in seconds."""
    sys.setswitchinterval(_SWITCH)
    threading.Thread(target=_sample, args=(folder / f"{os.getpid()}.json",), name="sampler", daemon=True).start()


def _sample(file: Path) -> None:
    seen: Counter[str] = Counter()
    used: dict[int, float] = {}
    written = time.monotonic()
    while True:
        time.sleep(_EVERY)
        for thread, frame in sys._current_frames().items():  # noqa: SLF001 (the way to see other threads)
            if thread != threading.get_ident():
                now = _cpu_seconds(thread, used.get(thread, 0.0))
                seen["/".join(place_of(frame))] += max(0.0, now - used.get(thread, now))  # type: ignore[assignment]
                used[thread] = now
        if time.monotonic() - written >= _WRITE_EVERY:
            written = time.monotonic()
            draft = file.with_suffix(".draft")
            draft.write_text(json.dumps(seen), encoding="utf-8")
            draft.replace(file)


def _cpu_seconds(thread: int, otherwise: float) -> float:
    try:
        return time.clock_gettime(time.pthread_getcpuclockid(thread))
    except OSError:  # it has just ended
        return otherwise


def place_of(frame: FrameType | None) -> tuple[str, str]:
    """Return the room for which a thread works, and the package in which it is just now."""
    inner = frame.f_code.co_filename if frame else ""
    while frame is not None:
        room = room_of(frame.f_code.co_filename)
        if room:
            return room, package_of(inner)
        frame = frame.f_back
    return OUTSIDE, package_of(inner)


def room_of(filename: str) -> str | None:
    """Return the room that a file belongs to, if any."""
    path = Path(filename)
    inside = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else ""
    first = inside.split("/")[0]
    return first if first in ROOMS and not inside.startswith(_BELOW_THE_LOOP) else None


def package_of(filename: str) -> str:
    """Return "own" for RIC's own code, else the package or the part of Python's library that a file belongs to."""
    if room_of(filename):
        return "own"
    _, installed, behind = filename.rpartition("site-packages/")
    if installed:
        return behind.split("/")[0]
    return Path(filename).parent.name if "/lib/python" in filename else "Python"

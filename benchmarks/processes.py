"""What the system says of processes and of all that they started: processor time and memory (proc(5))."""

import os
from collections.abc import Iterator
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def cpu_seconds(pid: int) -> float:
    """Return the user and system time of a process, of its children now, and of those that it has seen end."""
    return sum(_own_seconds(each) for each in family(pid))


def resident_mb(pid: int) -> float:
    """Return the resident memory of a process and its children, in MB."""
    return sum(_own_resident(each) for each in family(pid)) / 1_000_000


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for child, parent in _parents():
        children.setdefault(parent, []).append(child)
    found = [pid]
    for each in found:  # grows while it is walked through
        found += children.get(each, [])
    return found


def postmaster(folder: Path) -> int:
    """Return the first process of the PostgreSQL that keeps its data in a folder; all others descend from it."""
    return int((folder / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])


def _parents() -> Iterator[tuple[int, int]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            yield int(entry.name), int(fields[1])


def _own_seconds(pid: int) -> float:
    fields = _stat(pid)
    return sum(map(int, fields[11:15])) / _TICKS if fields else 0.0


def _own_resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except OSError:
        return 0


def _stat(pid: int) -> list[str]:
    """Return the fields behind the name, which may hold anything; none where the process has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []

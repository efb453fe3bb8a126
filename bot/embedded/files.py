"""Writes a file so that whoever reads it sees all of it or what was there before."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO


def replace_file(file: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write beside the file, sync, then rename over it; OSError leaves the old file as it was."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise

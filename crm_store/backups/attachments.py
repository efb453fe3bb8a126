"""Attachments in a backup: named by their content, so that what an earlier backup holds is linked and not copied."""

import contextlib
import gzip
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from crm_store.backups.manifest import digest_of
from crm_store.backups.table_rows import read_lines
from crm_store.files import sync_folder

FILES = "files"
LIST = "files.jsonl.gz"


def place_of(digest: str) -> Path:
    """Return where a file lies, in RIC_DATA as in a backup."""
    return Path(FILES) / digest[:2] / digest[2:]


def take_files(draft: Path, digests: Iterable[str], sources: list[Path]) -> tuple[int, list[str]]:
    """Link or copy files from the first of the folders that has them, and list them; return how many there are, and
    those that are nowhere whole.
    """
    kept: list[str] = []
    lost: list[str] = []
    for digest in digests:
        (kept if _take(draft, digest, sources) else lost).append(digest)
    with (draft / LIST).open("xb") as file:
        with gzip.GzipFile("", "wb", 6, fileobj=file, mtime=0) as packed:
            packed.writelines(json.dumps({"digest": digest}).encode() + b"\n" for digest in kept)
        file.flush()
        os.fsync(file.fileno())
    for folder in (draft / FILES).glob("*"):
        sync_folder(folder)
    return len(kept), lost


def listed(backup: Path) -> Iterator[str]:
    """Give the digests of the files in a backup."""
    return (row["digest"] for row in read_lines(backup / LIST))


def put_back(backup: Path, data: Path, *, leave_out: frozenset[str]) -> int:
    """Copy the files that RIC_DATA has not, or has damaged; return how many were copied."""
    copied = 0
    for digest in listed(backup):
        there = data / place_of(digest)
        if digest in leave_out or (there.exists() and digest_of(there) == digest):
            continue
        _copy(backup / place_of(digest), there)
        copied += 1
    return copied


def drop_others(backup: Path, data: Path) -> None:
    """Remove the files of RIC_DATA that the backup has not: nobody's message leads to them any more."""
    wanted = {str(data / place_of(digest)) for digest in listed(backup)}
    for path in (data / FILES).rglob("*"):
        if path.is_file() and str(path) not in wanted:
            path.unlink()


def _take(draft: Path, digest: str, sources: list[Path]) -> bool:
    target = draft / place_of(digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    found = [path for path in (source / place_of(digest) for source in sources) if path.is_file()]
    return any(_link(path, target) for path in found) or any(_copied_whole(path, target) for path in found)


def _link(path: Path, target: Path) -> bool:
    with contextlib.suppress(OSError):  # another file system, or one without links: it is copied
        os.link(path, target)
        return True
    return False


def _copied_whole(path: Path, target: Path) -> bool:
    """Copy a file, if its content still is what its name says."""
    with contextlib.suppress(FileNotFoundError):  # the reader was erased since
        _copy(path, target)
    whole = target.exists() and digest_of(target) == target.parent.name + target.name
    if not whole:
        target.unlink(missing_ok=True)
    return whole


def _copy(path: Path, target: Path) -> None:
    """Copy under another name, sync, rename: a file is never there half."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(".draft")
    try:
        with path.open("rb") as source, draft.open("wb") as file:
            shutil.copyfileobj(source, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)

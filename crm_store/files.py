"""Attachments as files named by the SHA-256 of their content: the same file sent twice is kept once."""

import asyncio
import hashlib
import os
import secrets
from pathlib import Path

from routing.cleaning import clean
from routing.errors import NotFound, Unavailable
from routing.messages import Attachment


class StoredFiles:
    """Satisfies routing.ports.Files: RIC_DATA/files/ab/cdef…"""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, name: str, type: str, data: bytes) -> Attachment:  # noqa: A002 (Attachment's own word)
        digest = hashlib.sha256(data).hexdigest()
        try:
            await asyncio.to_thread(_keep, self._path(digest), data)
        except OSError as error:
            raise Unavailable(f"the attachment could not be stored: {error.strerror}") from error
        return Attachment(
            id=secrets.token_hex(16),
            name=_plain(name),
            type=type,
            size=len(data),
            digest=digest,
        )

    async def read(self, attachment: Attachment) -> bytes:
        try:
            return await asyncio.to_thread(self._path(attachment.digest).read_bytes)
        except FileNotFoundError as error:
            raise NotFound("the attachment's file is gone") from error
        except OSError as error:
            raise Unavailable(f"the attachment cannot be read: {error.strerror}") from error

    async def forget(self, digest: str) -> None:
        """Remove the bytes that no attachment leads to any more."""
        await asyncio.to_thread(self._path(digest).unlink, missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest[2:]


def _plain(name: str) -> str:
    """Return a name without folders and control characters, so that it can stand in a header and on a disk."""
    last = clean(name).replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[:200].strip(" .") or "file"


def _keep(path: Path, data: bytes) -> None:
    """Write, sync, rename, sync the folder: after this the bytes outlive a power cut."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{secrets.token_hex(4)}")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    for folder in (path.parent, path.parent.parent):
        sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Let the names in a folder outlive a power cut."""
    sync_file(folder)


def sync_file(path: Path) -> None:
    """Let what was written into a file outlive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

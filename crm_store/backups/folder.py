"""The folder in which backups lie side by side, each named by its time; a draft is never taken for a backup."""

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crm_store.backups.manifest import NAME
from crm_store.files import sync_folder
from routing.errors import BackupFault

_FORM = "%Y-%m-%dT%H-%M-%SZ"
_DRAFT = ".draft-"


class BackupFolder:
    """Holds several backups; at most one is written at any time."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def backups(self) -> list[Path]:
        """Return the finished backups, the newest last."""
        if not self.path.is_dir():
            return []
        return sorted(each for each in self.path.iterdir() if _is_backup(each))

    @contextlib.contextmanager
    def drafting(self) -> Iterator[Path]:
        """Give an empty folder for a backup, readable by this user alone; unless it was finished it is removed."""
        with telling(self.path):
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _alone(self.path):
                self._remove_drafts()
                draft = self.path / f"{_DRAFT}{secrets.token_hex(4)}"
                draft.mkdir(mode=0o700)
                try:
                    yield draft
                finally:
                    shutil.rmtree(draft, ignore_errors=True)

    def finish(self, draft: Path, made: datetime) -> Path:
        """Give a synced draft its name: from now on it is a backup."""
        sync_folder(draft)
        name = made.astimezone(UTC)
        while (self.path / name.strftime(_FORM)).exists():
            name += timedelta(seconds=1)
        finished = draft.rename(self.path / name.strftime(_FORM))
        sync_folder(self.path)
        return finished

    def prune(self, keep: int) -> list[Path]:
        """Remove all but the newest backups; return those that went. A half-removed one is a draft."""
        old = self.backups()[:-keep]
        with telling(self.path):
            for backup in old:
                shutil.rmtree(backup.rename(self.path / f"{_DRAFT}{secrets.token_hex(4)}"))
        return old

    def _remove_drafts(self) -> None:
        """Remove what was cut off: whoever wrote it is gone, for we are alone."""
        for draft in self.path.glob(f"{_DRAFT}*"):
            shutil.rmtree(draft, ignore_errors=True)


def find_backup(path: Path) -> Path:
    """Return the backup that is meant: the folder itself, or the newest backup in it."""
    if (path / NAME).is_file():
        return path
    backups = BackupFolder(path).backups()
    if not backups:
        raise BackupFault(f"{path}: there is no finished backup here")
    return backups[-1]


@contextlib.contextmanager
def telling(path: Path) -> Iterator[None]:
    """Tell an operator which folder is full, missing or not writable."""
    try:
        yield
    except OSError as error:
        raise BackupFault(f"{path}: {error.strerror or error}") from error


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise BackupFault(f"{path}: another backup is being written here") from None
    finally:
        os.close(handle)


def _is_backup(path: Path) -> bool:
    with contextlib.suppress(ValueError):
        datetime.strptime(path.name, _FORM).replace(tzinfo=UTC)
        return (path / NAME).is_file()
    return False

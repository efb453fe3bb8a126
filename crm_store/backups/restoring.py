"""Putting a backup back: everything is checked first, and the tables come back in one transaction or not at all."""

import secrets
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table

from crm_store.backups.attachments import FILES, listed, place_of, put_back
from crm_store.backups.folder import telling
from crm_store.backups.ground import clear, find_words_again, holds_something, references_later
from crm_store.backups.manifest import Manifest, digest_of, read_manifest
from crm_store.backups.table_rows import load_rows, part_name, reflect
from crm_store.backups.taking import SECRET, Say, record_backup
from crm_store.files import sync_file, sync_folder
from crm_store.migrate import FOLDER, is_known, upgrade
from crm_store.setup_lock import lock_setup
from routing.errors import BackupFault

NOT_EMPTY = "this store is not empty: with --force it is backed up, and then replaced"


@dataclass(frozen=True, slots=True)
class Sound:
    """A backup of which every part was found to be whole."""

    path: Path
    manifest: Manifest
    lost: frozenset[str] = frozenset()
    """The attachments that are not whole, and are left out."""

    @property
    def secret(self) -> Path | None:
        """Where the secret lies that was kept in RIC_DATA, if it was."""
        return self.path / SECRET if (self.path / SECRET).is_file() else None


def check_backup(path: Path, say: Say, *, folder: Path = FOLDER, without_damaged_files: bool = False) -> Sound:
    """Read all of a backup; BackupFault lists the parts that are damaged or missing, and tells of a newer form. Damaged
    attachments may be left out where the operator says so: all the rest is worth more than one of them.
    """
    manifest = read_manifest(path)
    if not is_known(manifest.revision, folder=folder):
        raise BackupFault(f"{path}: was made by a newer RIC (its tables have the form {manifest.revision})")
    say(f"checking {path}: {manifest.rows()} rows")
    damaged = [part.name for part in manifest.parts if not _is_whole(path / part.name, part.sha256)]
    lost = [] if damaged else [digest for digest in listed(path) if not _is_whole(path / place_of(digest), digest)]
    if damaged or (lost and not without_damaged_files):
        names = [*damaged, *(str(place_of(digest)) for digest in lost)]
        raise BackupFault(f"{path}: damaged or missing: {', '.join(names)}. Nothing was changed")
    for digest in lost:
        say(f"warning: {place_of(digest)} is damaged or missing, and is left out")
    return Sound(path, manifest, frozenset(lost))


def restore_files(sound: Sound, data: Path, say: Say) -> None:
    """Copy the attachments that RIC_DATA has not. It harms nobody if the tables do not follow."""
    with telling(data):
        say(f"{FILES}: {put_back(sound.path, data, leave_out=sound.lost)} copied")


def restore_tables(
    connection: Connection,
    sound: Sound,
    say: Say,
    before: Callable[[Connection], object] | None = None,
    *,
    folder: Path = FOLDER,
) -> None:
    """Put all rows back in the form that they had, and bring the tables to the newest form from there. A store that
    holds something is refused, unless there is a `before` to save it.
    """
    lock_setup(connection)
    if holds_something(connection):
        if before is None:
            raise BackupFault(NOT_EMPTY)
        before(connection)
    clear(connection)
    upgrade(connection, sound.manifest.revision, folder=folder)
    tables = reflect(connection)
    with references_later(connection, tables):
        _load(connection, sound, tables, say)
    upgrade(connection, "head", folder=folder)
    find_words_again(connection, reflect(connection))
    record_backup(connection, sound.manifest.made)


def restore_secret(sound: Sound, data: Path) -> None:
    """Put the secret back, whole or not at all."""
    if sound.secret is None:
        return
    draft = data / f"{SECRET}.{secrets.token_hex(4)}"
    with telling(data):
        shutil.copyfile(sound.secret, draft)
        draft.chmod(0o600)
        sync_file(draft)
        draft.rename(data / SECRET)
        sync_folder(data)


def _load(connection: Connection, sound: Sound, tables: Sequence[Table], say: Say) -> None:
    wanted = {part.name: part.rows for part in sound.manifest.parts}
    for table in tables:
        name = part_name(table)
        if name not in wanted:
            raise BackupFault(f"{sound.path}: {name} is not in this backup. Nothing was changed")
        rows = load_rows(connection, table, sound.path / name)
        if rows != wanted[name]:
            raise BackupFault(f"{sound.path}: {name} has {rows} rows instead of {wanted[name]}. Nothing was changed")
        say(f"{table.name}: {rows}")


def _is_whole(path: Path, sha256: str) -> bool:
    return path.is_file() and digest_of(path) == sha256

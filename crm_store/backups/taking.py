"""Taking a backup: all tables as of one moment, and then the files that they lead to."""

import contextlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select, text, update

from crm_store.backups.attachments import LIST, take_files
from crm_store.backups.folder import BackupFolder, telling
from crm_store.backups.manifest import NAME, Manifest, Part, part_of, write_manifest
from crm_store.backups.table_rows import part_name, reflect, write_rows
from crm_store.bulk import insert_or_ignore
from crm_store.files import sync_file
from crm_store.migrate import revision_of
from crm_store.tables import attachment, cursor
from routing.errors import BackupFault

SECRET = "secret"  # noqa: S105 (the name of a file)
LAST = "backup"
"""The name in the table `cursor` under which the time of the last backup stands, in seconds since 1970."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class TakenTables:
    """What one reading of the tables gave."""

    revision: str
    parts: tuple[Part, ...]
    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A backup that is being written: first its tables, by a connection, then its files."""

    path: Path
    folder: BackupFolder
    data: Path
    say: Say

    def take_tables(self, connection: Connection) -> TakenTables:
        """Write all tables as this transaction sees them. It may take longer than a writing one ever should."""
        revision = revision_of(connection)
        if revision is None:
            raise BackupFault("there is nothing to back up yet: the tables have not been made")
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        with telling(self.folder.path):
            parts = []
            for table in reflect(connection):
                rows = write_rows(connection, table, self.path / part_name(table))
                parts.append(part_of(self.path, part_name(table), rows))
                self.say(f"{table.name}: {rows}")
        digests = connection.scalars(select(attachment.c.digest).distinct().order_by(attachment.c.digest))
        return TakenTables(revision, tuple(parts), tuple(digests))

    def finish(self, tables: TakenTables, made: datetime) -> Path:
        """Add the files and the secret, sync, and give the backup its name."""
        with telling(self.folder.path):
            parts = [*tables.parts, self._take_files(tables.digests), *self._take_secret()]
            write_manifest(self.path / NAME, Manifest(tables.revision, made, tuple(parts)))
            sync_file(self.path / NAME)
            return self.folder.finish(self.path, made)

    def _take_files(self, digests: tuple[str, ...]) -> Part:
        kept, lost = take_files(self.path, digests, [*self.folder.backups()[-1:], self.data])
        self.say(f"files: {kept}")
        for digest in lost:
            self.say(f"warning: the attachment {digest} is not in {self.data}, or is damaged")
        return part_of(self.path, LIST, kept)

    def _take_secret(self) -> list[Part]:
        """Sessions and mail addresses depend on it. One that is set by RIC_SECRET is for its owner to keep."""
        if not (self.data / SECRET).is_file():
            return []
        shutil.copyfile(self.data / SECRET, self.path / SECRET)
        (self.path / SECRET).chmod(0o600)
        sync_file(self.path / SECRET)
        return [part_of(self.path, SECRET)]


@contextlib.contextmanager
def drafting(folder: Path, data: Path, say: Say) -> Iterator[Draft]:
    """Begin a backup of a store and its RIC_DATA; what is not finished is removed."""
    backups = BackupFolder(folder)
    with backups.drafting() as path:
        yield Draft(path, backups, data, say)


def take_standing(connection: Connection, draft: Draft, made: datetime) -> Path:
    """Back up inside a transaction that is about to change everything: nobody else may write until it ends."""
    if connection.dialect.name == "postgresql":
        for table in reflect(connection):
            connection.execute(text(f'LOCK TABLE "{table.name}" IN SHARE MODE'))
    return draft.finish(draft.take_tables(connection), made)


def record_backup(connection: Connection, made: datetime) -> None:
    """Note when the last backup was made, for the desk's health page."""
    value = int(made.timestamp())
    connection.execute(insert_or_ignore(connection.dialect.name, cursor, ["name"]).values(name=LAST, value=value))
    connection.execute(update(cursor).where(cursor.c.name == LAST).values(value=value))

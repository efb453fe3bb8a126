"""`ric backup DIR` and `ric restore DIR`: keeping what is stored, and bringing it back, on either database."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from config.commands.with_store import tell, with_store_as_it_is
from config.settings import Settings
from config.store import Store
from config.upgrade import save_before
from crm_store.backups.attachments import drop_others
from crm_store.backups.folder import BackupFolder, find_backup
from crm_store.backups.ground import holds_something
from crm_store.backups.restoring import NOT_EMPTY, Sound, check_backup, restore_files, restore_secret, restore_tables
from crm_store.backups.taking import drafting, record_backup
from routing.errors import BackupFault, RicError


def backup(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where backups lie side by side, each by its time.")],
    keep: Annotated[int | None, typer.Option(min=1, help="Remove all but so many backups afterwards.")] = None,
) -> None:
    """Back up everything that is stored, also while RIC is running."""
    made = with_store_as_it_is(lambda settings, store: _back_up(settings, store, folder))
    typer.echo(f"Backed up: {made}")
    try:
        for old in BackupFolder(folder).prune(keep) if keep else ():
            typer.echo(f"Removed: {old}")
    except RicError as error:
        tell(str(error))
        raise typer.Exit(1) from None


def restore(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A backup, or the folder with backups: the newest.")],
    force: Annotated[bool, typer.Option("--force", help="Replace what is stored, after backing it up.")] = False,  # noqa: FBT002 (typer's flag)
    without_damaged_files: Annotated[  # noqa: FBT002 (typer's flag)
        bool,
        typer.Option("--without-damaged-files", help="Leave damaged attachments out instead of refusing."),
    ] = False,
) -> None:
    """Put a backup back into an empty store. Stop RIC before."""

    async def work(settings: Settings, store: Store) -> Sound:
        path, lenient = find_backup(folder), without_damaged_files
        sound = await asyncio.to_thread(check_backup, path, tell, without_damaged_files=lenient)
        await _restore(settings, store, sound, force=force)
        return sound

    sound = with_store_as_it_is(work)
    typer.echo(f"Restored: {sound.path}, made {sound.manifest.made:%Y-%m-%d %H:%M:%S} UTC")


async def _back_up(settings: Settings, store: Store, folder: Path) -> Path:
    with drafting(folder, settings.data, tell) as draft:
        began = store.clock()
        tables = await store.database.read(draft.take_tables)
        finished = await asyncio.to_thread(draft.finish, tables, began)
    try:
        await store.writer.run(lambda connection: record_backup(connection, began))
    except RicError as error:
        tell(f"warning: the desk will not know of this backup: {error}")
    return finished


async def _restore(settings: Settings, store: Store, sound: Sound, *, force: bool) -> None:
    before = save_before(settings, store, tell) if force else None
    if not force and await store.database.read(holds_something):
        raise BackupFault(NOT_EMPTY)
    await asyncio.to_thread(restore_files, sound, settings.data, tell)
    await store.database.alter(lambda connection: restore_tables(connection, sound, tell, before))
    restore_secret(sound, settings.data)
    if force:
        drop_others(sound.path, settings.data)
    await store.database.empty_log()
    if settings.secret is not None and sound.secret is not None:
        _compare_secrets(settings.secret.get_secret_value(), sound.secret)


def _compare_secrets(ours: str, theirs: Path) -> None:
    if ours != theirs.read_text(encoding="utf-8").strip():
        tell(f"warning: RIC_SECRET is not that of the backup: with RIC_SECRET_FILE={theirs} readers' sessions go on")

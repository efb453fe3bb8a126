"""A step forward saves what is stored, is done once, and keeps every row or changes nothing; one step leads back."""

import asyncio
import shutil
from functools import partial
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, inspect, select, update

from config.settings import Settings
from config.store import Store, open_store
from config.upgrade import bring_up_to_date, save_before
from crm_store.backups.folder import BackupFolder
from crm_store.backups.restoring import check_backup, restore_files, restore_tables
from crm_store.migrate import FOLDER, is_migrated, migrate, revision_of, upgrade
from crm_store.tables import message, reader
from routing.errors import BackupFault, StoreFault
from tests.crm_store.backups.full_store import ROWS, read_all

LATER = """
import sqlalchemy as sa
from alembic import op

revision = "later"
down_revision = "{newest}"


def upgrade():
    op.create_table("shelf_mark", sa.Column("id", sa.BigInteger, primary_key=True))
    op.add_column("reader", sa.Column("nickname", sa.Text))
    with op.batch_alter_table("queue") as batch:  # SQLite makes the table anew: others refer to it
        batch.alter_column("place", type_=sa.String(100), existing_type=sa.String(64))
    op.execute("UPDATE reader SET nickname = name")
"""
REVISIONS = [each.revision for each in ScriptDirectory(str(FOLDER)).walk_revisions()]  # the newest first
FAILS = '    op.execute("UPDATE reader SET no_such_column = 1")\n'


def folder_with(tmp_path: Path, more: str = "") -> Path:
    """Return the migrations of a RIC that is one step further on."""
    folder = tmp_path / "migrations"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "later.py").write_text(LATER.replace("{newest}", REVISIONS[0]) + more)
    return folder


def nicknames(connection: Connection) -> int:
    columns = {column["name"] for column in inspect(connection).get_columns("reader")}
    return connection.exec_driver_sql("SELECT count(nickname) FROM reader").scalar() if "nickname" in columns else 0


def backups(store: Store, tmp_path: Path) -> list[Path]:
    return BackupFolder(tmp_path / "full" / "backups").backups()


def saver(tmp_path: Path, store: Store):
    return save_before(Settings(data=tmp_path / "full"), store, str)


async def test_a_step_forward_keeps_every_row_and_saves_all_of_them_first(full: Store, tmp_path: Path) -> None:
    before, folder = await full.database.read(read_all), folder_with(tmp_path)

    await full.database.alter(partial(migrate, before=saver(tmp_path, full), folder=folder))

    assert await full.database.alter(read_all) == before
    assert await full.database.alter(nicknames) > 0
    [saved] = backups(full, tmp_path)
    assert check_backup(saved, str).manifest.rows() > ROWS


async def test_a_step_that_fails_leaves_everything_as_it_was(full: Store, tmp_path: Path) -> None:
    before, folder = await full.database.read(read_all), folder_with(tmp_path, FAILS)

    with pytest.raises(StoreFault, match=r"are as they were: .*no_such_column"):
        await full.database.alter(partial(migrate, folder=folder))

    assert await full.database.read(read_all) == before
    assert await full.database.read(is_migrated)
    tables = await full.database.read(lambda connection: inspect(connection).get_table_names())
    assert "shelf_mark" not in tables
    assert await full.database.read(nicknames) == 0


async def test_where_nothing_can_be_saved_nothing_is_changed(full: Store, tmp_path: Path) -> None:
    (tmp_path / "full" / "backups").write_text("a file stands here")

    with pytest.raises(BackupFault, match="backups"):
        await full.database.alter(partial(migrate, before=saver(tmp_path, full), folder=folder_with(tmp_path)))
    assert await full.database.read(is_migrated)


async def test_several_that_start_at_once_take_the_step_once(full: Store, tmp_path: Path) -> None:
    folder, saved = folder_with(tmp_path), []
    url = getattr(full.database, "_url", None)
    async with open_store(Settings(data=tmp_path / "full", database_url=url)) as other:
        step = partial(migrate, before=saved.append, folder=folder)
        await asyncio.gather(*(store.database.alter(step) for store in (full, other, full)))

    assert len(saved) == 1
    assert await full.database.read(revision_of) == "later"


async def test_there_is_nothing_to_save_and_nothing_to_do_for_the_newest_form(full: Store, tmp_path: Path) -> None:
    told: list[str] = []

    await bring_up_to_date(Settings(data=tmp_path / "full"), full, told.append)

    assert (told, backups(full, tmp_path)) == ([], [])


@pytest.mark.parametrize("revision", REVISIONS)
async def test_every_released_form_is_brought_to_the_newest(empty: Store, tmp_path: Path, revision: str) -> None:
    told: list[str] = []
    await empty.database.alter(lambda connection: upgrade(connection, revision))

    await bring_up_to_date(Settings(data=tmp_path / "empty"), empty, told.append)

    assert await empty.database.alter(is_migrated)
    assert len(told) == (0 if revision == REVISIONS[0] else 1)


async def test_an_older_ric_leaves_newer_tables_alone(full: Store, tmp_path: Path) -> None:
    await full.database.alter(partial(migrate, folder=folder_with(tmp_path)))

    with pytest.raises(StoreFault, match="of a newer RIC"):
        await bring_up_to_date(Settings(data=tmp_path / "full"), full, str)
    assert await full.database.read(revision_of) == "later"


async def test_one_step_leads_back_to_what_was_saved(full: Store, tmp_path: Path) -> None:
    before, save = await full.database.read(read_all), saver(tmp_path, full)
    await full.database.alter(partial(migrate, before=save, folder=folder_with(tmp_path)))
    await full.writer.run(lambda connection: connection.execute(update(message).values(text="written since")).rowcount)
    [saved] = backups(full, tmp_path)

    sound = check_backup(saved, str)
    restore_files(sound, tmp_path / "full", str)
    await full.database.alter(lambda connection: restore_tables(connection, sound, str, save))

    assert await full.database.alter(read_all) == before
    assert await full.database.alter(is_migrated)
    assert len(backups(full, tmp_path)) == 2


async def test_a_backup_of_an_older_form_is_put_back_and_brought_to_the_newest(
    full: Store,
    empty: Store,
    tmp_path: Path,
) -> None:
    folder, save = folder_with(tmp_path), saver(tmp_path, full)
    await full.database.alter(save)
    sound = check_backup(backups(full, tmp_path)[0], str, folder=folder)

    await empty.database.alter(lambda connection: restore_tables(connection, sound, str, folder=folder))

    assert await empty.database.read(revision_of) == "later"
    readers = await empty.database.read(lambda connection: connection.scalar(select(func.count(reader.c.id))))
    assert (readers, await empty.database.read(nicknames) > 0) == (ROWS, True)

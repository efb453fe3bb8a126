"""`ric backup` and `ric restore`: what they do, and what they refuse in one line."""

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from config.commands.application import application
from config.settings import Settings
from config.store import open_store
from config.upgrade import bring_up_to_date
from crm_store.backups.folder import BackupFolder
from crm_store.tables import cursor
from tests.crm_store.backups.full_store import DIGESTS, ROWS, fill, keep_files, read_all


async def fill_store(data: Path) -> None:
    async with open_store(Settings(data=data)) as store:
        await bring_up_to_date(Settings(data=data), store, str)
        await store.writer.run(fill)


async def read_store(data: Path):
    async with open_store(Settings(data=data)) as store:
        return await store.database.read(read_all)


async def last_backup(data: Path) -> int | None:
    async with open_store(Settings(data=data)) as store:
        stored = cursor.select().where(cursor.c.name == "backup").with_only_columns(cursor.c.value)
        return await store.database.read(lambda connection: connection.scalar(stored))


@pytest.fixture
def ric(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run a command as the shell does, on the full store in the folder `full` or on another one."""
    asyncio.run(fill_store(tmp_path / "full"))
    keep_files(tmp_path / "full")

    def run(*words: str, data: str = "full") -> Result:
        monkeypatch.setenv("RIC_DATA", str(tmp_path / data))
        return CliRunner().invoke(application, [words[0], str(tmp_path / "backups"), *words[1:]])

    return run


def test_what_was_backed_up_is_restored_elsewhere(ric, tmp_path: Path):
    made, restored = ric("backup"), ric("restore", data="new")

    assert (made.exit_code, restored.exit_code) == (0, 0)
    assert "message: 9" in made.stderr
    assert asyncio.run(read_store(tmp_path / "new")) == asyncio.run(read_store(tmp_path / "full"))


def test_the_store_knows_when_its_last_backup_was_made_also_after_it_came_back(ric, tmp_path: Path):
    ric("backup")
    ric("restore", data="new")

    stored = asyncio.run(last_backup(tmp_path / "full"))
    assert stored == asyncio.run(last_backup(tmp_path / "new"))
    assert stored


def test_only_so_many_backups_are_kept(ric, tmp_path: Path):
    for _ in range(3):
        assert ric("backup", "--keep", "2").exit_code == 0

    assert len(BackupFolder(tmp_path / "backups").backups()) == 2


def test_a_store_that_is_not_empty_is_refused(ric, tmp_path: Path):
    ric("backup")
    before = asyncio.run(read_store(tmp_path / "full"))

    refused = ric("restore")

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "not empty" in refused.stderr
    assert asyncio.run(read_store(tmp_path / "full")) == before


def test_by_force_what_was_there_is_backed_up_and_replaced(ric, tmp_path: Path):
    ric("backup")
    before = asyncio.run(read_store(tmp_path / "full"))
    stray = tmp_path / "full" / "files" / "ab" / "stray"
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_text("a file that came after the backup")

    restored = ric("restore", "--force")

    assert restored.exit_code == 0
    assert len(BackupFolder(tmp_path / "full" / "backups").backups()) == 1
    assert asyncio.run(read_store(tmp_path / "full")) == before
    assert (stray.exists(), len(DIGESTS)) == (False, ROWS)


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_folder_that_is_a_file_is_one_line_on_stderr(ric, tmp_path: Path, command: str):
    (tmp_path / "backups").write_text("")

    refused = ric(command)

    assert refused.exit_code == 1
    assert refused.stderr.splitlines()[-1].startswith(f"{tmp_path / 'backups'}: ")


def test_where_nothing_was_backed_up_nothing_can_be_restored(ric):
    refused = ric("restore", data="new")

    assert (refused.exit_code, "no finished backup" in refused.stderr) == (1, True)

"""What was backed up comes back row by row and file by file, on either database, or is refused in words."""

import asyncio
import errno
import itertools
import json
import os
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from config.store import Store
from crm_store.backups.attachments import place_of
from crm_store.backups.folder import BackupFolder, find_backup
from crm_store.backups.manifest import digest_of
from crm_store.backups.restoring import check_backup, restore_files, restore_secret, restore_tables
from crm_store.backups.table_rows import read_lines
from crm_store.backups.taking import drafting, record_backup
from crm_store.migrate import is_migrated, migrate
from crm_store.queues import keep_queues
from crm_store.tables import attachment, conversation, cursor, message
from routing.errors import BackupFault
from routing.messages import Channel, Inbound
from tests.conftest import QUEUES
from tests.crm_store.backups.full_store import DIGESTS, FILES, ROWS, read_all

on_sqlite = pytest.mark.parametrize("full", ["sqlite"], indirect=True)


def say_nothing(_line: str) -> None:
    """Progress is for a person."""


async def take(store: Store, data: Path, folder: Path) -> Path:
    with drafting(folder, data, say_nothing) as draft:
        tables = await store.database.read(draft.take_tables)
        return await asyncio.to_thread(draft.finish, tables, store.clock())


async def put_back(store: Store, backup: Path, data: Path) -> None:
    sound = check_backup(backup, say_nothing)
    restore_files(sound, data, say_nothing)
    await store.database.alter(lambda connection: restore_tables(connection, sound, say_nothing))
    restore_secret(sound, data)


@pytest.fixture
async def backup(full: Store, tmp_path: Path) -> Path:
    return await take(full, tmp_path / "full", tmp_path / "backups")


async def test_every_row_and_every_file_comes_back(full: Store, empty: Store, backup: Path, tmp_path: Path) -> None:
    await put_back(empty, backup, tmp_path / "empty")

    assert await empty.database.read(read_all) == await full.database.read(read_all)
    assert [(tmp_path / "empty" / place_of(digest)).read_bytes() for digest in DIGESTS] == FILES
    assert await empty.database.read(is_migrated)


@on_sqlite
async def test_the_secret_comes_back_for_this_user_alone(empty: Store, backup: Path, tmp_path: Path) -> None:
    await put_back(empty, backup, tmp_path / "empty")

    secret = tmp_path / "empty" / "secret"
    assert secret.read_text() == "a secret of the tests, with more than 32 bytes"
    assert {each.stat().st_mode & 0o077 for each in (secret, backup, backup / "secret")} == {0}


async def test_what_comes_back_can_be_written_to_and_still_refuses_what_leads_nowhere(
    empty: Store,
    backup: Path,
    tmp_path: Path,
) -> None:
    await put_back(empty, backup, tmp_path / "empty")

    with pytest.raises(Exception, match=r"(?i)foreign"):
        await empty.writer.run(lambda connection: connection.execute(attachment.update().values(message_id=1)))
    inbound = Inbound(Channel.WEB, "s1", "s1:1", "hello", language="en")
    assert not (await empty.inbox.store_inbound(inbound, claim=False)).repeated


async def test_a_backup_sees_one_moment_while_readers_go_on_writing(store: Store, tmp_path: Path) -> None:
    async def write(session: str) -> None:
        for number in itertools.count():
            if stop.is_set():
                return
            inbound = Inbound(Channel.WEB, session, f"{session}:{number}", "hello", language="en")
            await store.inbox.store_inbound(inbound, claim=False)

    stop = asyncio.Event()
    writers = [asyncio.create_task(write(f"s{number}")) for number in range(4)]
    backups: list[Path] = []
    async with asyncio.timeout(60):
        while await store.database.read(count_messages) < 100:
            backups.append(await take(store, tmp_path, tmp_path / "backups"))
    stop.set()
    await asyncio.gather(*writers)

    for each in backups:
        check_backup(each, say_nothing)
        assert await seqs_without_a_message(each) == []


async def seqs_without_a_message(backup: Path) -> list[int]:
    """Return the conversations whose last seq is none of a message: they would be of another moment."""
    seqs: dict[int, int] = {}
    for row in read_lines(backup / "message.jsonl.gz"):
        seqs[row["conversation_id"]] = max(seqs.get(row["conversation_id"], 0), row["seq"])
    return [row["id"] for row in read_lines(backup / "conversation.jsonl.gz") if row["seq"] != seqs.get(row["id"])]


def count_messages(connection: Connection) -> int:
    return connection.scalar(select(func.count()).select_from(message)) or 0


@on_sqlite
async def test_a_second_backup_links_the_files_of_the_first(full: Store, backup: Path, tmp_path: Path) -> None:
    second = await take(full, tmp_path / "full", tmp_path / "backups")

    same = [(backup / place_of(each)).samefile(second / place_of(each)) for each in DIGESTS]
    assert same == [True] * ROWS


@on_sqlite
async def test_the_newest_backup_is_found_and_only_so_many_are_kept(full: Store, backup: Path, tmp_path: Path) -> None:
    folder = BackupFolder(tmp_path / "backups")
    later = [await take(full, tmp_path / "full", folder.path) for _ in range(3)]

    removed = folder.prune(2)

    assert removed == [backup, later[0]]
    assert folder.backups() == later[1:]
    assert (find_backup(folder.path), find_backup(later[1])) == (later[2], later[1])


@on_sqlite
async def test_a_backup_that_was_cut_off_is_none_and_is_cleared_away(full: Store, tmp_path: Path) -> None:
    folder = BackupFolder(tmp_path / "backups")
    cut_off = folder.path / ".draft-0badcafe"
    cut_off.mkdir(parents=True)
    (cut_off / "reader.jsonl.gz").write_bytes(b"half")
    with pytest.raises(BackupFault, match="no finished backup"):
        find_backup(folder.path)

    await take(full, tmp_path / "full", folder.path)

    assert not cut_off.exists()


async def test_two_backups_into_one_folder_do_not_get_into_each_others_way(tmp_path: Path) -> None:
    with (
        drafting(tmp_path / "backups", tmp_path, say_nothing),
        pytest.raises(BackupFault, match="another backup"),
        drafting(tmp_path / "backups", tmp_path, say_nothing),
    ):
        pass


@pytest.mark.parametrize("part", ["message.jsonl.gz", "files.jsonl.gz", "secret", str(place_of(DIGESTS[3]))])
@on_sqlite
async def test_a_damaged_part_is_named_before_anything_is_changed(backup: Path, part: str) -> None:
    damaged = backup / part
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.unlink()
    with pytest.raises(BackupFault, match=part):
        check_backup(backup, say_nothing)

    damaged.write_bytes(content)

    with pytest.raises(BackupFault, match=part):
        check_backup(backup, say_nothing)


@on_sqlite
async def test_a_damaged_attachment_can_be_left_out(backup: Path, tmp_path: Path) -> None:
    told: list[str] = []
    (backup / place_of(DIGESTS[3])).unlink()

    sound = check_backup(backup, told.append, without_damaged_files=True)
    restore_files(sound, tmp_path / "empty", told.append)

    assert [line for line in told if DIGESTS[3][2:] in line and "left out" in line]
    there = [(tmp_path / "empty" / place_of(digest)).exists() for digest in DIGESTS]
    assert there == [digest != DIGESTS[3] for digest in DIGESTS]


@on_sqlite
async def test_a_damaged_manifest_is_told(backup: Path) -> None:
    (backup / "manifest.json").write_text('{"format": 1, "revis')

    with pytest.raises(BackupFault, match=r"manifest\.json"):
        check_backup(backup, say_nothing)


async def test_a_row_too_few_leaves_everything_as_it_was(empty: Store, backup: Path, tmp_path: Path) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())
    for part in manifest["parts"]:
        part["rows"] += part["name"] == "message.jsonl.gz"
    (backup / "manifest.json").write_text(json.dumps(manifest))

    with pytest.raises(BackupFault, match=r"message.jsonl.gz has 9 rows instead of 10"):
        await put_back(empty, backup, tmp_path / "empty")
    assert not await empty.database.read(is_migrated)


@on_sqlite
async def test_a_backup_of_a_newer_ric_is_refused(backup: Path) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())
    (backup / "manifest.json").write_text(json.dumps({**manifest, "revision": "9999"}))

    with pytest.raises(BackupFault, match="newer RIC"):
        check_backup(backup, say_nothing)


async def test_a_store_that_is_not_empty_is_left_alone(empty: Store, backup: Path, tmp_path: Path) -> None:
    await empty.writer.run(migrate)
    await empty.writer.run(lambda connection: keep_queues(connection, QUEUES, empty.make_id))

    with pytest.raises(BackupFault, match="not empty"):
        await put_back(empty, backup, tmp_path / "empty")
    assert await empty.database.read(lambda connection: connection.scalar(select(func.count(conversation.c.id)))) == 0


@on_sqlite
async def test_an_attachment_that_is_gone_or_damaged_is_told_and_the_rest_is_kept(full: Store, tmp_path: Path) -> None:
    told: list[str] = []
    (tmp_path / "full" / place_of(DIGESTS[0])).unlink()

    with drafting(tmp_path / "backups", tmp_path / "full", told.append) as draft:
        tables = await full.database.read(draft.take_tables)
        made = draft.finish(tables, full.clock())

    assert [line for line in told if DIGESTS[0] in line]
    check_backup(made, say_nothing)
    assert digest_of(made / place_of(DIGESTS[1])) == DIGESTS[1]


async def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(BackupFault, match="file: "), drafting(tmp_path / "file", tmp_path, say_nothing):
        pass


def test_a_full_disk_is_told_and_what_was_begun_is_removed(tmp_path: Path) -> None:
    def write_until_it_is_full() -> None:
        with BackupFolder(tmp_path / "backups").drafting() as draft:
            (draft / "reader.jsonl.gz").write_bytes(b"half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(BackupFault, match=os.strerror(errno.ENOSPC)):
        write_until_it_is_full()
    assert list((tmp_path / "backups").iterdir()) == []


async def test_before_the_tables_are_made_there_is_nothing_to_back_up(empty: Store, tmp_path: Path) -> None:
    with pytest.raises(BackupFault, match="nothing to back up"):
        await take(empty, tmp_path, tmp_path / "backups")
    assert BackupFolder(tmp_path / "backups").backups() == []


async def test_the_time_of_the_last_backup_is_kept(full: Store) -> None:
    now = full.clock()
    for _ in range(2):
        await full.writer.run(lambda connection: record_backup(connection, now))

    stored = select(cursor.c.value).where(cursor.c.name == "backup")
    assert await full.database.read(lambda connection: connection.scalar(stored)) == int(now.timestamp())

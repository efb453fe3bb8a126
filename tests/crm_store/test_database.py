"""A database that is away, full, read-only or none at all: one clear word, and all is well when it is back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from config.settings import Settings
from config.store import Store, open_store
from crm_store.database import PostgresDatabase, SqliteDatabase, open_database
from crm_store.migrate import is_migrated, migrate
from crm_store.queues import keep_queues
from routing.errors import Unavailable
from routing.messages import Channel, Inbound
from tests.conftest import QUEUES


def said(key: int = 1) -> Inbound:
    return Inbound(Channel.WEB, "s1", f"s1:{key}", "hello", language="en")


async def sqlite_store(folder: Path) -> AsyncIterator[Store]:
    async with open_store(Settings(data=folder)) as store:
        await store.writer.run(migrate)
        await store.writer.run(lambda connection: keep_queues(connection, QUEUES, store.make_id))
        yield store


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Store]:
    async for store in sqlite_store(tmp_path):
        yield store


async def pragma(store: Store, words: str) -> None:
    assert isinstance(store.database, SqliteDatabase)
    connection = store.database._writing.raw_connection()
    connection.cursor().execute(f"PRAGMA {words}")
    connection.close()


async def test_a_read_only_sqlite_takes_nothing_and_is_still_read(sqlite: Store) -> None:
    await pragma(sqlite, "query_only=ON")
    with pytest.raises(Unavailable, match="readonly"):
        await sqlite.inbox.store_inbound(said(), claim=False)
    assert await sqlite.threads.find(Channel.WEB, "s1") is None

    await pragma(sqlite, "query_only=OFF")

    assert not (await sqlite.inbox.store_inbound(said(), claim=False)).repeated


async def test_a_full_sqlite_says_so_to_everybody_and_stores_nothing_half(sqlite: Store) -> None:
    await pragma(sqlite, "max_page_count=1")
    sent = [sqlite.inbox.store_inbound(said(key), claim=False) for key in range(300)]

    results = await asyncio.gather(*sent, return_exceptions=True)

    faults = [each for each in results if isinstance(each, Exception)]
    assert all(isinstance(each, Unavailable) and "full" in str(each) for each in faults)
    stored = await sqlite.database.read(lambda connection: connection.scalar(text("SELECT count(*) FROM message")))
    assert (len(faults) > 0, stored) == (True, 300 - len(faults))


@pytest.mark.parametrize("damage", ["a folder", "not a database at all" * 100])
async def test_what_is_no_database_is_told_in_words(tmp_path: Path, damage: str) -> None:
    place = tmp_path / "ric.sqlite"
    place.mkdir() if damage == "a folder" else place.write_text(damage)
    database = open_database(None, tmp_path)

    for ask in (database.read, database.write):
        with pytest.raises(Unavailable):
            await ask(is_migrated)
    await database.close()


async def test_a_locked_sqlite_is_waited_for(sqlite: Store, tmp_path: Path) -> None:
    other = SqliteDatabase(tmp_path / "ric.sqlite")
    with other._writing.begin() as connection:
        connection.execute(text("UPDATE queue SET position = position"))
        storing = asyncio.create_task(sqlite.inbox.store_inbound(said(), claim=False))
        await asyncio.wait([storing], timeout=0.1)
        assert not storing.done()

    assert not (await storing).repeated
    await other.close()


async def test_an_unknown_host_or_database_is_told_in_words(database_url: str) -> None:
    nowhere = [
        "postgresql://ric@127.0.0.1:1/ric",
        make_url(database_url).set(database="nosuch").render_as_string(hide_password=False),
    ]
    for url in nowhere:
        database = PostgresDatabase(url)
        with pytest.raises(Unavailable):
            await database.read(is_migrated)
        await database.close()


async def test_a_read_only_postgres_takes_nothing(two_stores: tuple[Store, Store]) -> None:
    with pytest.raises(Unavailable, match="read-only"):
        await two_stores[0].writer.run(_write_read_only)


async def test_lost_connections_are_made_again(two_stores: tuple[Store, Store]) -> None:
    one, other = two_stores
    await one.inbox.store_inbound(said(1), claim=False)
    await other.writer.run(lambda connection: connection.execute(_END_OTHERS).all())

    assert not (await one.inbox.store_inbound(said(2), claim=False)).repeated


async def test_a_postgres_that_refuses_everybody_is_unavailable_until_it_is_back(
    postgres_url: str,
    two_stores: tuple[Store, Store],
    database_url: str,
) -> None:
    one, _ = two_stores
    admin, name = PostgresDatabase(postgres_url), make_url(database_url).database
    await admin.write(lambda connection: connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')))
    ours = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")
    await admin.write(lambda connection: connection.execute(ours, {"name": name}).all())
    with pytest.raises(Unavailable):
        await one.inbox.store_inbound(said(), claim=False)

    await admin.write(lambda connection: connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')))

    assert not (await one.inbox.store_inbound(said(), claim=False)).repeated
    await admin.close()


async def test_an_error_never_holds_what_a_reader_wrote(store: Store) -> None:
    secret = text("INSERT INTO queue (id, slug) VALUES (1, :words)").bindparams(words="a reader's words")

    with pytest.raises(Exception, match="queue") as failed:
        await store.writer.run(lambda connection: connection.execute(secret))

    assert "reader's words" not in str(failed.value)


def test_the_folder_of_sqlite_is_made(tmp_path: Path) -> None:
    asyncio.run(open_database(None, tmp_path / "deep" / "var").close())

    assert (tmp_path / "deep" / "var").is_dir()


_END_OTHERS = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()",
)


def _write_read_only(connection) -> None:
    connection.execute(text("SET TRANSACTION READ ONLY"))
    connection.execute(text("UPDATE queue SET position = 1"))

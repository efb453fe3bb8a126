"""From empty, on both databases, the migrations make exactly the tables of crm_store/tables.py."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select

from crm_store.daily_counts import Sum, sum_counts
from crm_store.database import Database, open_database
from crm_store.ids import id_maker
from crm_store.indexer import take_up
from crm_store.migrate import FOLDER, NEWEST, is_migrated, migrate, upgrade
from crm_store.queues import keep_queues
from crm_store.rows import message_row
from crm_store.tables import contact, conversation, message, metadata, reader
from crm_store.views import ListQuery, Wanted, list_conversations
from tests.conftest import QUEUES, new_database
from tests.parts.house import NOON


@pytest.fixture(params=["sqlite", "postgres"])
async def empty(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database in which nothing is."""
    url = None
    if request.param == "postgres":
        url = await new_database(request.getfixturevalue("postgres_url"), f"t{os.urandom(6).hex()}")
    database = open_database(url, tmp_path)
    yield database
    await database.close()


def differences(connection: Connection) -> list:
    """FTS5 keeps its index in tables of its own beside ours, and has no use for PostgreSQL's."""
    postgres_only = {"ix_search_page_words"} if connection.dialect.name == "sqlite" else set()

    def is_ours(_: object, name: str, kind: str, *_more: object) -> bool:
        return not (kind == "table" and name.startswith("search_words")) and name not in postgres_only

    options = {"compare_type": True, "include_object": is_ours}
    return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)


def test_the_newest_form_is_the_last_of_the_steps() -> None:
    assert ScriptDirectory(str(FOLDER)).get_current_head() == NEWEST


async def test_from_empty_the_tables_are_those_that_the_code_knows(empty: Database) -> None:
    assert not await empty.read(is_migrated)

    await empty.write(migrate)

    assert await empty.read(is_migrated)
    assert await empty.write(differences) == []


async def test_migrating_again_changes_nothing(empty: Database) -> None:
    await empty.write(migrate)

    await empty.write(migrate)

    assert await empty.read(is_migrated)


async def test_several_processes_may_migrate_at_once(database_url: str, tmp_path: Path) -> None:
    databases = [open_database(database_url, tmp_path) for _ in range(3)]

    await asyncio.gather(*(each.write(migrate) for each in databases))

    assert await databases[0].read(is_migrated)
    for each in databases:
        await each.close()


async def test_what_was_stored_before_there_was_search_is_found_and_counted(empty: Database) -> None:
    def fill_the_first_form(connection: Connection) -> None:
        upgrade(connection, "0001")
        keep_queues(connection, QUEUES[:1], lambda: 1)
        person = {"id": 1, "name": "Anna", "created": NOON}
        way = {"reader_id": 1, "channel": "telegram", "address": "anna", "proven": True}
        place = {"contact_id": 1, "channel": "telegram", "language": "zh-CN"}
        talk = {"case_number": "R-ABCD-2345", "owner": "bot", "version": 1, "seq": 1, "queue_id": 1, "unread": 0}
        more = {"guesses": [], "preview": "", "unsure_turns": 0, "answered": False, "created": NOON, "updated": NOON}
        said = message_row(id=1, conversation_id=1, seq=1, author="reader", text="怎么续借", html="", state="routed")
        del said["done"]  # it came later
        connection.execute(insert(reader).values(person))
        connection.execute(insert(contact).values(**person, **way))
        connection.execute(insert(conversation).values(id=1, **place, **talk, **more))
        connection.execute(insert(message).values({**said, **place, "at": NOON}))

    await empty.write(fill_the_first_form)
    await empty.write(migrate)
    await empty.write(lambda connection: take_up(connection, id_maker(), 10))

    query = ListQuery(Wanted.ALL, 1, words="续借")
    assert len((await empty.read(lambda connection: list_conversations(connection, query))).rows) == 1
    sums = await empty.read(lambda connection: sum_counts(connection, NOON.date(), NOON.date()))
    assert sums == [Sum("received", "telegram", "", 1)]
    assert await empty.read(lambda connection: connection.scalars(select(message.c.done)).all()) == [None]

"""From empty, on both databases, the migrations make exactly the tables of crm_store/tables.py."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from crm_store.database import Database, open_database
from crm_store.migrate import is_migrated, migrate
from crm_store.tables import metadata
from tests.conftest import new_database


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

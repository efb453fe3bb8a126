"""A store on PostgreSQL alone, for what only several connections can show."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from config.settings import Settings
from config.store import Store, open_store
from crm_store.migrate import migrate
from crm_store.queues import keep_queues
from tests.conftest import QUEUES, new_database


@pytest.fixture
async def database_url(postgres_url: str) -> str:
    """The address of an empty database."""
    return await new_database(postgres_url, f"t{os.urandom(6).hex()}")


@pytest.fixture
async def two_stores(database_url: str, tmp_path: Path) -> AsyncIterator[tuple[Store, Store]]:
    """Two processes' stores over one migrated database."""
    settings = Settings(data=tmp_path, database_url=database_url)
    async with open_store(settings) as one, open_store(settings) as other:
        await one.writer.run(migrate)
        await one.writer.run(lambda connection: keep_queues(connection, QUEUES, one.make_id))
        yield one, other

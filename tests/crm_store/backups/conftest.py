"""Stores to back up and stores to put backups back into, on either database."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from config.settings import Settings
from config.store import Store, open_store
from crm_store.migrate import migrate
from tests.conftest import new_database
from tests.crm_store.backups.full_store import fill, keep_files

Open = Callable[[str, str], Awaitable[Store]]


@pytest.fixture
async def open_on(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Open]:
    """Return what opens a store by the kind of its database and the name of its folder."""
    async with AsyncExitStack() as stack:

        async def open_one(kind: str, name: str) -> Store:
            url = None
            if kind == "postgres":
                url = await new_database(request.getfixturevalue("postgres_url"), f"t{os.urandom(6).hex()}")
            return await stack.enter_async_context(open_store(Settings(data=tmp_path / name, database_url=url)))

        yield open_one


@pytest.fixture(params=["sqlite", "postgres"])
async def full(request: pytest.FixtureRequest, open_on: Open, tmp_path: Path) -> Store:
    """A store with rows in every table, its files, and a secret."""
    store = await open_on(request.param, "full")
    await store.writer.run(migrate)
    await store.writer.run(fill)
    keep_files(tmp_path / "full")
    (tmp_path / "full" / "secret").write_text("a secret of the tests, with more than 32 bytes")
    return store


@pytest.fixture(params=["sqlite", "postgres"])
async def empty(request: pytest.FixtureRequest, open_on: Open) -> Store:
    """A store in which nothing has been made yet."""
    return await open_on(request.param, "empty")

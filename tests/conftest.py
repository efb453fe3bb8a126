"""Real parts that many tests share: started once, each test on its own data."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from config.settings import Settings
from config.store import Store, open_store
from crm_store.migrate import migrate
from crm_store.queues import QueueSpec, keep_queues
from tests.parts.services import free_port, postgres, redis

ROOT = Path(__file__).parents[1]
QUEUES = [
    QueueSpec("reference", "参考咨询", "Reference", "reference@library.example", 15),
    QueueSpec("research", "科研支持", "Research", "research@library.example", 15),
]


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with postgres(tmp_path_factory.mktemp("postgres")) as url:
        yield url


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis(tmp_path_factory.mktemp("redis"), free_port()) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """A migrated, empty store with two queues, on either database."""
    url = None
    if request.param == "postgres":
        url = await new_database(request.getfixturevalue("postgres_url"), f"t{os.urandom(6).hex()}")
    async with open_store(Settings(data=tmp_path, database_url=url)) as opened:
        await opened.writer.run(migrate)
        await opened.writer.run(lambda connection: keep_queues(connection, QUEUES, opened.make_id))
        yield opened


async def new_database(server: str, name: str) -> str:
    """Make an empty database on the server and return its address."""
    engine = create_async_engine(server.replace("postgresql://", "postgresql+asyncpg://"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f'CREATE DATABASE "{name}"'))
    await engine.dispose()
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def count(connection: Connection, table: str) -> int:
    """Return how many rows a table has."""
    return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())

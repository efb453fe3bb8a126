"""Real parts that many tests share: started once, each test on its own data."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from config.settings import Settings
from config.store import Store, open_store
from crm_store.migrate import migrate
from crm_store.queues import QueueSpec, keep_queues
from tests.parts.bot_api import BotApi
from tests.parts.composed import TOKEN, Composed, composed
from tests.parts.library import Library
from tests.parts.ric import Process
from tests.parts.services import free_port, postgres, redis
from tests.parts.smtp_sink import smtp_sink

ROOT = Path(__file__).parents[1]
QUEUES = [
    QueueSpec("reference", "参考咨询", "Reference", "reference@library.example", 15),
    QueueSpec("research", "科研支持", "Research", "research@library.example", 15),
]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL for all tests. Not in pytest's own folder: another run of pytest shuts that to the server's user."""
    with tempfile.TemporaryDirectory(prefix="ric-postgres-") as folder, postgres(Path(folder)) as url:
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


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def eight(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Composed]:
    """The eight processes of docker-compose.yml over PostgreSQL and Redis."""
    async with composed(tmp_path_factory.mktemp("eight"), postgres_url) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def one(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Library]:
    """A library in one process over SQLite."""
    async with running(tmp_path_factory.mktemp("one"), {}, [None]) as opened:
        yield opened


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def library(request: pytest.FixtureRequest) -> Library:
    """A running library with its mail relay and Telegram's server, in one process or in eight."""
    return request.getfixturevalue("one") if request.param == "sqlite" else request.getfixturevalue("eight").library


@asynccontextmanager
async def running(folder: Path, more: dict[str, str], rooms: list[str | None]) -> AsyncIterator[Library]:
    """Start RIC's processes with these rooms, and give the library that they make."""
    async with AsyncExitStack() as stack:
        relay = await stack.enter_async_context(smtp_sink())
        telegram = await stack.enter_async_context(BotApi(TOKEN))
        web_ports = [free_port(), free_port()]
        opened = Library(folder, web_ports=web_ports, smtp_port=free_port(), relay=relay, telegram=telegram, more=more)
        for number, only in enumerate(rooms):
            port = web_ports[1] if number == 1 else web_ports[0]
            process = Process({**opened.environment(), "RIC_HTTP": f"127.0.0.1:{port}"}, only).start()
            stack.callback(process.stop)
            opened.processes.append(process)
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

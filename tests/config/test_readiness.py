"""Ready is who can commit: 503 with the reason while the database takes nothing, 200 when it does again."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.exposition import generate_latest

from config.metrics import Metrics
from config.ops import Ops
from config.readiness import Readiness
from config.settings import Settings
from config.store import Store, open_store, utc_now
from crm_store.database import SqliteDatabase
from crm_store.migrate import migrate
from routing.errors import Unavailable


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(Settings(data=tmp_path)) as store:
        await store.writer.run(migrate)
        yield store


@pytest.fixture
def readiness(sqlite: Store) -> Readiness:
    ready = Readiness(sqlite.writer)
    ready.waiting_for.clear()
    return ready


@pytest.fixture
async def client(readiness: Readiness) -> AsyncIterator[TestClient]:
    application = web.Application()
    application.add_routes(Ops(readiness, write_figures).routes())
    async with TestClient(TestServer(application)) as opened:
        yield opened


async def write_figures() -> bytes:
    return generate_latest(Metrics(utc_now).registry)


def query_only(store: Store, word: str) -> None:
    assert isinstance(store.database, SqliteDatabase)
    connection = store.database._writing.raw_connection()
    connection.cursor().execute(f"PRAGMA query_only={word}")
    connection.close()


def ask_anew(readiness: Readiness) -> None:
    """Let the five seconds pass in which the last probe counts."""
    readiness._asked = float("-inf")


async def test_before_tables_and_knowledge_are_there_it_says_what_it_waits_for(
    client: TestClient,
    readiness: Readiness,
) -> None:
    readiness.waiting_for.add("knowledge")

    answer = await client.get("/readyz")

    assert (answer.status, await answer.json()) == (
        503,
        {"status": "unavailable", "reasons": ["knowledge: not loaded yet"]},
    )


async def test_it_is_ready_while_it_can_commit(client: TestClient) -> None:
    answer = await client.get("/readyz")

    assert (answer.status, await answer.json()) == (200, {"status": "ready"})


async def test_a_read_only_database_is_a_reason_until_it_is_over(
    client: TestClient,
    readiness: Readiness,
    sqlite: Store,
) -> None:
    query_only(sqlite, "ON")
    refused = await client.get("/readyz")
    query_only(sqlite, "OFF")
    ask_anew(readiness)

    accepted = await client.get("/readyz")

    assert (refused.status, accepted.status) == (503, 200)
    assert "readonly" in (await refused.json())["reasons"][0]


async def test_the_database_is_asked_at_most_every_five_seconds(readiness: Readiness, sqlite: Store) -> None:
    assert await readiness.reasons() == []
    query_only(sqlite, "ON")

    assert await readiness.reasons() == []
    ask_anew(readiness)
    both = await asyncio.gather(readiness.reasons(), readiness.reasons())
    assert [len(each) for each in both] == [1, 1]


async def test_it_is_alive_also_while_it_is_not_ready(client: TestClient, readiness: Readiness) -> None:
    readiness.waiting_for.add("tables")

    assert (await client.get("/healthz")).status == 200


async def test_figures_are_for_neighbours_only(client: TestClient) -> None:
    near = await client.get("/metrics")
    through_a_proxy = await client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"})

    assert "process_cpu_seconds" in await near.text()
    assert through_a_proxy.status == 404


async def test_a_commit_that_failed_since_the_last_question_is_told_at_once(client: TestClient, sqlite: Store) -> None:
    await client.get("/readyz")
    query_only(sqlite, "ON")

    with pytest.raises(Unavailable):
        await sqlite.writer.run(migrate)

    assert (await client.get("/readyz")).status == 503

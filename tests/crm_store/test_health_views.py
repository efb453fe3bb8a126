"""How the library stands, as the tables tell it, on both databases."""

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, insert

from config.settings import Settings
from config.store import Store, open_store
from crm_store.health_views import BACKUP, Pile, StoreHealth, read_health
from crm_store.migrate import migrate
from crm_store.tables import cursor
from routing.messages import Channel, Inbound
from tests.routing.fakes import Hearth, hearth


async def read(store: Store) -> StoreHealth:
    now = store.clock()
    return await store.database.read(lambda there: read_health(there, ("web", "telegram"), now, "telegram:1"))


async def say(house: Hearth, channel: Channel, key: str) -> None:
    await house.store.inbox.store_inbound(Inbound(channel, "someone", key, "hello"), claim=False)


async def test_an_empty_library_waits_for_nothing(store: Store) -> None:
    found = await read(store)

    assert [(each.slug, each.waiting, each.oldest) for each in found.queues] == [
        ("reference", 0, None),
        ("research", 0, None),
    ]
    assert {each.unrouted for each in found.channels} | {each.unsent for each in found.channels} == {Pile()}
    assert (found.answers.messages, found.backup, found.telegram_polled_until) == (0, None, None)


async def test_messages_and_replies_that_wait_are_counted_by_channel(store: Store) -> None:
    house = hearth(store)
    await say(house, Channel.TELEGRAM, "1")
    await house.settle()
    await say(house, Channel.WEB, "2")

    web, telegram = (await read(store)).channels

    assert (web.unrouted.waiting, web.unsent.waiting) == (1, 0)
    assert (telegram.unrouted.waiting, telegram.unsent.waiting) == (0, 1)
    assert telegram.unsent.oldest is not None


async def test_a_reply_that_was_given_up_is_counted_for_a_day(store: Store) -> None:
    house = hearth(store)
    await say(house, Channel.TELEGRAM, "1")
    await house.settle()
    (reply,) = await store.out_tray.claim_outbound([Channel.TELEGRAM], 1)
    await store.out_tray.give_up(reply, "blocked")

    _, telegram = (await read(store)).channels
    later = store.clock() + timedelta(hours=25)
    after_a_day = await store.database.read(lambda there: read_health(there, ("telegram",), later, ""))

    assert telegram.failed == 1
    assert after_a_day.channels[0].failed == 0


async def test_how_long_answers_took_is_told_of_the_last_minutes(store: Store) -> None:
    house = hearth(store)
    await say(house, Channel.WEB, "1")
    await house.settle()

    found = (await read(store)).answers

    assert found.messages == 1
    assert found.median is not None
    assert found.median == found.longest


async def test_the_last_backup_is_read_from_its_cursor(store: Store) -> None:
    made = int(store.clock().timestamp())
    row = insert(cursor).values(name=BACKUP, value=made)
    await store.writer.run(lambda connection: connection.execute(row).rowcount)

    found = await read(store)

    assert found.backup is not None
    assert found.backup.timestamp() == made


def plans_of_a_look(connection: Connection, now: datetime) -> list[str]:
    """Return how SQLite carries out each query of a look."""
    asked: list[str] = []
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    driver.set_trace_callback(asked.append)
    read_health(connection, ("web",), now, "telegram:1")
    driver.set_trace_callback(None)
    queries = [query for query in asked if query.startswith("SELECT")]
    return [row.detail for query in queries for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}")]


async def test_no_look_reads_all_messages(tmp_path: Path) -> None:
    async with open_store(Settings(data=tmp_path)) as sqlite:
        await sqlite.writer.run(migrate)
        plans = await sqlite.database.read(lambda there: plans_of_a_look(there, sqlite.clock()))

    assert [plan for plan in plans if plan == "SCAN message"] == []
    assert any("ix_message_failed" in plan for plan in plans)

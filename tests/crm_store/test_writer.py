"""The store-writer: everybody is told after the commit, a bad intent fails alone, and closing loses nothing."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import Connection

from config.store import Store
from crm_store.bell import LocalBell, LocalFanout
from crm_store.database import Database
from crm_store.intents import StoreInbound, StoreRawMail
from crm_store.working_set import Tools
from crm_store.writer import Writer
from routing.conversations import Change
from routing.errors import Unavailable, WrongState
from routing.mail_ports import RawMail
from routing.messages import Channel, Inbound
from routing.ports import Typing
from tests.conftest import count


def intent(key: int, who: str = "s1", **more) -> StoreInbound:
    return StoreInbound(Inbound(Channel.WEB, who, f"{who}:{key}", "hello", language="en", **more), claim=False)


@dataclass
class Heard:
    """A listener that keeps what it was told."""

    changed: list[int] = field(default_factory=list)

    def conversation_changed(self, conversation_id: int, contact_id: int, news: object = None) -> None:
        self.changed.append(conversation_id)

    def typing(self, typing: Typing) -> None:
        """Not of interest here."""


class Away:
    """A database that is away, and counts who asks for it."""

    lanes = 1

    def __init__(self) -> None:
        self.asked = 0

    async def write(self, work: object) -> None:
        self.asked += 1
        raise Unavailable("connection refused")

    read = write

    async def close(self) -> None:
        """Nothing to close."""


class Held:
    """A database whose transactions all wait, as for a lock, until they may go on."""

    lanes = 2

    def __init__(self, inner: Database) -> None:
        self._inner = inner
        self.begun = asyncio.Semaphore(0)
        self.may_go_on = asyncio.Event()
        self.transactions = 0

    async def write(self, work: Callable[[Connection], Any]) -> Any:
        self.transactions += 1
        self.begun.release()
        await self.may_go_on.wait()
        return await self._inner.write(work)


def writer_over(database: Database, store: Store) -> Writer:
    return Writer(database, Tools(store.clock, store.make_id), LocalBell(), LocalFanout())


async def test_a_change_is_announced_once_and_after_its_commit(store: Store) -> None:
    heard = Heard()
    store.fanout.subscribe(heard)

    stored = await store.writer.submit(intent(1))

    assert heard.changed == [stored.conversation.id]
    assert await store.threads.find(Channel.WEB, "s1") is not None


async def test_what_was_refused_is_not_announced(store: Store) -> None:
    stored = await store.writer.submit(intent(1))
    heard = Heard()
    store.fanout.subscribe(heard)

    def refuse(_conversation) -> Change:
        raise WrongState("no")

    with pytest.raises(WrongState):
        await store.conversations.change(stored.conversation.id, refuse)
    assert heard.changed == []


async def test_a_message_for_the_router_rings_its_bell(store: Store) -> None:
    await store.writer.submit(intent(1))

    async with asyncio.timeout(5):
        await store.bell.wait("inbound", 3600)


async def test_a_caller_who_is_gone_takes_nothing_back(store: Store) -> None:
    submitting = asyncio.create_task(store.writer.submit(intent(1)))
    await asyncio.sleep(0)
    submitting.cancel()
    await asyncio.gather(submitting, return_exceptions=True)

    await store.writer.close()

    assert submitting.cancelled()
    assert await store.database.read(lambda connection: count(connection, "message")) == 1


async def test_two_bad_ones_fail_alone_among_many(store: Store) -> None:
    bad = [intent(key, "bad", envelope={"x": object()}) for key in (1, 2)]
    fine = [intent(key, f"s{key}") for key in range(20)]

    results = await asyncio.gather(*map(store.writer.submit, [*fine[:9], *bad, *fine[9:]]), return_exceptions=True)

    assert [isinstance(each, Exception) for each in results] == [False] * 9 + [True] * 2 + [False] * 11


async def test_a_database_that_is_away_is_not_asked_for_everybody(store: Store) -> None:
    database = Away()
    writer = writer_over(database, store)

    results = await asyncio.gather(*(writer.submit(intent(key)) for key in range(200)), return_exceptions=True)

    assert all(isinstance(each, Unavailable) for each in results)
    assert database.asked <= 4


async def test_what_waits_behind_a_lock_is_taken_by_another_lane_and_closing_waits_for_both(store: Store) -> None:
    database = Held(store.database)
    writer = writer_over(database, store)
    pending = [asyncio.create_task(writer.submit(intent(1)))]
    async with asyncio.timeout(10):
        await database.begun.acquire()
        pending.append(asyncio.create_task(writer.submit(intent(2, "s2"))))
        await database.begun.acquire()
        closing = asyncio.create_task(writer.close())
        database.may_go_on.set()
        await closing

    assert all(not each.result().repeated for each in pending)


async def test_large_mails_have_a_transaction_each_and_small_things_one(store: Store) -> None:
    database = Held(store.database)
    database.may_go_on.set()
    writer = writer_over(database, store)
    mails = [
        StoreRawMail(RawMail(str(size), "a@b.example", "ask@x.example", b"x" * size)) for size in (900_000, 900_001)
    ]
    chats = [intent(key, f"s{key}") for key in range(20)]

    results = await asyncio.gather(*map(writer.submit, [*chats[:10], *mails, *chats[10:]]))

    assert all(results)
    assert database.transactions == 2


async def test_closing_finishes_what_is_pending_and_takes_nothing_more(store: Store) -> None:
    writer = writer_over(store.database, store)
    pending = [asyncio.create_task(writer.submit(intent(key))) for key in range(30)]
    await asyncio.sleep(0)

    await writer.close()

    assert all(not each.result().repeated for each in pending)
    with pytest.raises(Unavailable, match="closing"):
        await writer.submit(intent(99))


async def test_a_version_rises_once_in_a_transaction_however_much_changed(store: Store) -> None:
    stored = await store.writer.submit(intent(1))
    many = Change(topic="hours", note="a note", seen=True, read_score=2)

    changed = await store.conversations.change(stored.conversation.id, lambda _: many)
    same = await store.conversations.change(stored.conversation.id, lambda _: Change())

    assert changed.conversation.version == stored.conversation.version + 1
    assert same.conversation.version == changed.conversation.version

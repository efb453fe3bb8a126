"""The bell and the hints of one process, and the watch that heals what was lost."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from config.store import Store
from crm_store.bell import LocalBell, LocalFanout
from crm_store.tables import conversation
from crm_store.watch import Watch
from routing.conversations import Change
from routing.messages import Channel, Inbound
from routing.ports import Typing
from routing.store_ports import Stored

NOON = datetime(2025, 11, 24, 12, tzinfo=UTC)


@dataclass
class Heard:
    """Keeps what it was told."""

    changed: list[int] = field(default_factory=list)

    def conversation_changed(self, conversation_id: int, contact_id: int, news: object = None) -> None:
        self.changed.append(conversation_id)

    def typing(self, typing: Typing) -> None:
        """Not of interest here."""


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def fanout() -> LocalFanout:
    return LocalFanout()


@pytest.fixture
def heard(fanout: LocalFanout) -> Heard:
    listener = Heard()
    fanout.subscribe(listener)
    return listener


async def say(store: Store, key: int = 1) -> Stored:
    inbound = Inbound(Channel.WEB, "s1", f"s1:{key}", "hello", language="en")
    return await store.inbox.store_inbound(inbound, claim=False)


async def set_updated(store: Store, at: datetime) -> None:
    statement = update(conversation).values(updated=at)
    await store.writer.run(lambda connection: connection.execute(statement).rowcount)


async def test_a_ring_that_nobody_waited_for_is_heard_by_the_next() -> None:
    bell = LocalBell()
    bell.ring("work")

    async with asyncio.timeout(5):
        await bell.wait("work", 3600)
    assert not bell._events["work"].is_set()


async def test_without_a_ring_waiting_ends_by_itself() -> None:
    async with asyncio.timeout(5):
        await LocalBell().wait("work", 0.01)


def test_who_has_left_hears_nothing(fanout: LocalFanout) -> None:
    listener = Heard()
    leave = fanout.subscribe(listener)
    leave()

    fanout.conversation_changed(1, 2)

    assert listener.changed == []


async def test_the_watch_tells_what_another_process_changed(store: Store, fanout: LocalFanout, heard: Heard) -> None:
    stored = await say(store)

    await Watch(store.database, fanout, store.clock).look()

    assert heard.changed == [stored.conversation.id]


async def test_the_watch_tells_a_version_once_and_the_next_again(
    store: Store,
    fanout: LocalFanout,
    heard: Heard,
) -> None:
    stored, watch = await say(store), Watch(store.database, fanout, store.clock)
    for _ in range(3):
        await watch.look()
    await store.conversations.change(stored.conversation.id, lambda _: Change(topic="hours"))

    await watch.look()

    assert heard.changed == [stored.conversation.id] * 2


async def test_what_changed_while_the_watch_could_not_look_is_told_afterwards(
    store: Store,
    fanout: LocalFanout,
    heard: Heard,
) -> None:
    clock = Clock()
    watch = Watch(store.database, fanout, clock)
    await watch.look()
    stored = await say(store)
    await set_updated(store, NOON + timedelta(seconds=5))
    clock.now = NOON + timedelta(minutes=10)

    await watch.look()

    assert heard.changed == [stored.conversation.id]


async def test_old_conversations_are_left_in_peace(store: Store, fanout: LocalFanout, heard: Heard) -> None:
    await say(store)
    await set_updated(store, store.clock() - timedelta(minutes=1))

    await Watch(store.database, fanout, store.clock).look()

    assert heard.changed == []

"""Several processes at one PostgreSQL: nobody waits for somebody who waits, and the order holds."""

import asyncio
import logging

import pytest
from sqlalchemy import Connection, func, select, text

from config.store import Store
from crm_store.contacts import lock_contacts
from crm_store.database import PostgresDatabase
from crm_store.tables import message
from crm_store.working_set import Tools, WorkingSet
from routing.conversations import Change, HandOver, Reason
from routing.messages import Author, Channel, Draft, Inbound
from routing.store_ports import ClaimedMessage, RouterReply, Stored

ANSWER = Draft(Author.BOT, "an answer", "<p>an answer</p>")


async def say(store: Store, who: str, key: object, *, claim: bool = True) -> Stored:
    inbound = Inbound(Channel.WEB, who, f"{who}:{key}", "hello", language="en")
    return await store.inbox.store_inbound(inbound, claim=claim)


async def answer(store: Store, stored: Stored) -> bool:
    claimed = ClaimedMessage(stored.message, stored.conversation, stored.tries)
    return await store.inbox.store_reply(RouterReply(claimed, drafts=(ANSWER,)))


async def test_a_reply_is_stored_while_its_readers_next_message_holds_their_contact(
    two_stores: tuple[Store, Store],
) -> None:
    one, other = two_stores
    stored = await say(one, "s1", 1)
    assert isinstance(other.database, PostgresDatabase)

    async with asyncio.timeout(5), other.database._writing.begin() as connection:
        tools = Tools(other.clock, other.make_id)
        await connection.run_sync(lambda held: lock_contacts(WorkingSet(held, tools), {("web", "s1"): None}))
        held = await answer(one, stored)

    assert held


async def test_one_reading_sees_one_moment_whatever_is_committed_between_its_statements(
    two_stores: tuple[Store, Store],
) -> None:
    one, other = two_stores
    await say(one, "s1", 1)
    how_many, our_turn = select(func.count(message.c.id)), text("SELECT pg_advisory_xact_lock(1)")

    def read_twice(connection: Connection) -> tuple[int | None, int | None]:
        return connection.scalar(how_many), (connection.execute(our_turn), connection.scalar(how_many))[1]

    assert isinstance(other.database, PostgresDatabase)
    async with asyncio.timeout(5), other.database._writing.connect() as held:
        await held.execute(our_turn)
        reading = asyncio.create_task(one.database.read(read_twice))
        while not await held.scalar(text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")):
            pass
        await say(other, "s1", 2)
        await held.rollback()

        assert await reading == (1, 1)


async def test_two_busy_processes_never_roll_a_batch_back(
    two_stores: tuple[Store, Store],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)

    async def talk(number: int) -> None:
        for key in range(6):
            store, other = two_stores if key % 2 else reversed(two_stores)
            stored = await say(store, f"s{number % 9}", f"{number}-{key}")
            change = Change(hand_over=HandOver(Reason.ASKED)) if key == 5 else Change(topic="hours")
            await asyncio.gather(
                *([answer(other, stored)] if stored.tries else []),
                say(store, f"s{number % 9}", f"{number}-{key}-more"),
                other.conversations.change(stored.conversation.id, lambda _, change=change: change),
            )

    async with asyncio.timeout(60):
        await asyncio.gather(*(talk(number) for number in range(24)))

    assert [each.getMessage() for each in caplog.records] == []


async def test_the_same_message_through_two_processes_is_stored_once(two_stores: tuple[Store, Store]) -> None:
    stored = await asyncio.gather(*(say(store, "s1", "same") for _ in range(10) for store in two_stores))

    assert sum(not each.repeated for each in stored) == 1
    assert {each.message.seq for each in stored} == {1}


async def test_two_processes_never_claim_the_same_message(two_stores: tuple[Store, Store]) -> None:
    for number in range(20):
        await say(two_stores[0], f"s{number}", 1, claim=False)

    batches = await asyncio.gather(*(store.inbox.claim_inbound(8) for _ in range(4) for store in two_stores))

    claimed = [each.message.id for batch in batches for each in batch]
    assert len(claimed) == len(set(claimed)) == 20


async def test_what_is_read_after_a_seq_never_misses_one_that_comes_later(two_stores: tuple[Store, Store]) -> None:
    first = await say(two_stores[0], "s1", "first")
    contact_id, told = first.conversation.contact_id, [1]
    writing = asyncio.gather(*(say(two_stores[key % 2], "s1", key) for key in range(60)))
    while not writing.done():
        told += [each.seq for each in await two_stores[0].threads.latest(contact_id, told[-1], 500)]
    await writing
    told += [each.seq for each in await two_stores[0].threads.latest(contact_id, told[-1], 500)]

    stored = select(message.c.seq).order_by(message.c.seq)
    assert told == await two_stores[0].database.read(lambda connection: list(connection.scalars(stored)))

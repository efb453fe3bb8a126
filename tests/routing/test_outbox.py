"""Replies on their way out: at least once, in order for each contact, with patience, and nobody waits for who hangs."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select

from config.store import Store
from crm_store.tables import message
from routing.errors import SendError
from routing.messages import Author, Channel, Outbound
from routing.outbox import MOST_TRIES, Outbox, delay_after
from routing.ports import Limits
from routing.worker import Worker
from tests.routing.fakes import Hearth, hearth

LATER = SendError("busy", permanent=False)
NEVER = SendError("no such chat", permanent=True)


@dataclass
class Vendor:
    """A channel that keeps what it delivers; fails or hangs for the addresses that it is told."""

    name: Channel = Channel.TELEGRAM
    limits: Limits = field(default_factory=lambda: Limits(4096, choices=True, attachments=False))
    sent: list[Outbound] = field(default_factory=list)
    faults: dict[str, list[Exception]] = field(default_factory=dict)
    hanging: set[str] = field(default_factory=set)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    arrived: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))

    async def run(self) -> None:
        """Receives nothing."""

    async def send(self, outbound: Outbound) -> None:
        if outbound.address in self.hanging:
            await self.go_on.wait()
        if self.faults.get(outbound.address):
            raise self.faults[outbound.address].pop(0)
        self.sent.append(outbound)
        self.arrived.release()

    @property
    def texts(self) -> list[str]:
        return [each.text.split("\n")[0] for each in self.sent]


async def asked(house: Hearth, *texts: str, who: str = "42", channel: Channel = Channel.TELEGRAM) -> None:
    """Let a reader ask, and the bot's answers wait to be sent."""
    for text in texts:
        await house.say(text, key=text, who=who, channel=channel)
        await house.settle()


async def send_all(outbox: Outbox) -> None:
    while await outbox.step():
        await outbox.close()


@asynccontextmanager
async def working(store: Store, outbox: Outbox) -> AsyncIterator[None]:
    """Let a worker send, woken by the store's bell alone."""
    worker = Worker(outbox.step, store.bell, listens_to="outbound", poll=3600)
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        tasks.create_task(worker.run())
        yield
        worker.stop()
    await outbox.close()


async def rows(store: Store, read: Callable = lambda row: (row.state, row.tries, row.failure)) -> list:
    query = select(message).where(message.c.author == Author.BOT).order_by(message.c.seq)
    return [read(row) for row in await store.database.read(lambda connection: connection.execute(query).all())]


async def test_a_reply_is_sent_once(store: Store) -> None:
    house, vendor = hearth(store), Vendor()
    await asked(house, "one")

    await send_all(Outbox(store.out_tray, {Channel.TELEGRAM: vendor}))

    assert vendor.texts == ["An answer to one"]
    assert await rows(store) == [("sent", 1, None)]


async def test_replies_to_one_reader_keep_their_order(store: Store) -> None:
    house, vendor = hearth(store), Vendor()
    await asked(house, "one", "two", "three")

    await send_all(Outbox(store.out_tray, {Channel.TELEGRAM: vendor}))

    assert vendor.texts == ["An answer to one", "An answer to two", "An answer to three"]


async def test_a_later_reply_never_overtakes_one_that_is_tried_again(store: Store) -> None:
    house, vendor = hearth(store), Vendor(faults={"42": [LATER]})
    outbox = Outbox(store.out_tray, {Channel.TELEGRAM: vendor})
    await asked(house, "one", "two")

    await send_all(outbox)
    assert vendor.texts == []
    await house.let_claims_run_out()
    await send_all(outbox)

    assert vendor.texts == ["An answer to one", "An answer to two"]


async def test_what_fails_for_now_is_due_later_and_keeps_its_key(store: Store) -> None:
    house, vendor = hearth(store), Vendor(faults={"42": [LATER, LATER]})
    outbox = Outbox(store.out_tray, {Channel.TELEGRAM: vendor})
    await asked(house, "one")
    for _ in range(3):
        await send_all(outbox)
        await house.let_claims_run_out()

    assert [each.tries for each in vendor.sent] == [3]
    assert vendor.sent[0].message_id == (await rows(store, lambda row: row.id))[0]


async def test_the_vendors_own_wish_decides_how_long_to_wait(store: Store) -> None:
    fault = SendError("slow down", permanent=False, retry_after=700)
    house, vendor = hearth(store), Vendor(faults={"42": [fault]})
    await asked(house, "one")

    await send_all(Outbox(store.out_tray, {Channel.TELEGRAM: vendor}))

    (due,) = await rows(store, lambda row: row.due)
    assert timedelta(seconds=600) < due - store.clock() <= timedelta(seconds=700)


async def test_what_can_never_be_delivered_is_failed_and_holds_nothing_back(store: Store) -> None:
    house, vendor = hearth(store), Vendor(faults={"42": [NEVER]})
    await asked(house, "one", "two")

    await send_all(Outbox(store.out_tray, {Channel.TELEGRAM: vendor}))

    assert await rows(store) == [("failed", 1, "no such chat"), ("sent", 1, None)]


async def test_after_six_tries_it_is_given_up(store: Store) -> None:
    house, vendor = hearth(store), Vendor(faults={"42": [LATER] * 9})
    outbox = Outbox(store.out_tray, {Channel.TELEGRAM: vendor})
    await asked(house, "one")
    for _ in range(MOST_TRIES + 2):
        await send_all(outbox)
        await house.let_claims_run_out()

    assert await rows(store) == [("failed", MOST_TRIES, "busy")]


def test_the_waits_grow_fourfold_up_to_a_quarter_of_an_hour() -> None:
    assert [delay_after(tries) for tries in range(1, 7)] == [5, 20, 80, 320, 900, 900]


async def test_a_reader_whose_vendor_hangs_delays_nobody_else(store: Store) -> None:
    house, vendor = hearth(store), Vendor(hanging={"1", "2", "3"})
    outbox = Outbox(store.out_tray, {Channel.TELEGRAM: vendor}, places=4)
    for who in ("1", "2", "3", "42"):
        await asked(house, "one", "two", who=who)

    async with working(store, outbox):
        await vendor.arrived.acquire()
        await vendor.arrived.acquire()
        sent = [each.address for each in vendor.sent]
        vendor.go_on.set()

    assert sent == ["42", "42"]


async def test_a_channel_that_hangs_leaves_the_places_of_the_others_free(store: Store) -> None:
    house, vendor, relay = hearth(store), Vendor(), Vendor(Channel.MAIL, hanging={"a@x.example"})
    outbox = Outbox(store.out_tray, {Channel.MAIL: relay, Channel.TELEGRAM: vendor}, places=1)
    await asked(house, "one", who="a@x.example", channel=Channel.MAIL)
    await asked(house, "two")

    async with working(store, outbox):
        await vendor.arrived.acquire()
        relay.go_on.set()

    assert vendor.texts == ["An answer to two"]


async def test_no_more_are_on_their_way_than_there_are_places(store: Store) -> None:
    house, vendor = hearth(store), Vendor(hanging={str(number) for number in range(5)})
    outbox = Outbox(store.out_tray, {Channel.TELEGRAM: vendor}, places=2)
    for number in range(5):
        await asked(house, "one", who=str(number))

    begun = [await outbox.step() for _ in range(3)]
    tries = sum(await rows(store, lambda row: row.tries))
    vendor.go_on.set()
    await send_all(outbox)

    assert (begun, tries) == ([True, False, False], 2)


async def test_a_fault_of_our_own_stops_no_other_reply(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    house, vendor = hearth(store), Vendor(faults={"1": [KeyError("a slip")]})
    await asked(house, "one", who="1")
    await asked(house, "two", who="2")

    await send_all(Outbox(store.out_tray, {Channel.TELEGRAM: vendor}))

    assert vendor.texts == ["An answer to two"]
    assert "a slip" in caplog.text


async def test_a_reply_whose_claim_ran_out_is_not_marked_by_the_late_sender(store: Store) -> None:
    house = hearth(store)
    await asked(house, "one")
    (early,) = await store.out_tray.claim_outbound((Channel.TELEGRAM,), 8)
    await house.let_claims_run_out()
    (late,) = await store.out_tray.claim_outbound((Channel.TELEGRAM,), 8)

    marked = [await store.out_tray.give_up(early, "too late"), await store.out_tray.mark_sent(late)]

    assert marked == [False, True]
    assert await rows(store) == [("sent", 2, None)]


async def test_replies_for_a_channel_that_is_not_set_up_wait(store: Store) -> None:
    house, vendor = hearth(store), Vendor()
    await asked(house, "one", who="a@x.example", channel=Channel.MAIL)

    await send_all(Outbox(store.out_tray, {Channel.TELEGRAM: vendor}))

    assert await rows(store) == [("queued", 0, None)]


async def test_what_the_reader_came_with_goes_back_with_the_reply(store: Store) -> None:
    house, vendor = hearth(store), Vendor()
    await house.say("one", who="42", channel=Channel.TELEGRAM, envelope={"thread": "7"})
    await house.settle()

    await send_all(Outbox(store.out_tray, {Channel.TELEGRAM: vendor}))

    (sent,) = vendor.sent
    assert (sent.envelope, sent.address, sent.author) == ({"thread": "7"}, "42", Author.BOT)

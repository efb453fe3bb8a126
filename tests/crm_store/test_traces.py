"""One conversation's way through the rooms, on both databases."""

import pytest

from config.store import Store
from crm_store import librarians
from crm_store.traces import Trace, read_trace
from routing.errors import NotFound
from routing.messages import Channel
from routing.store_ports import Stored
from tests.routing.fakes import FakeBot, Hearth, hearth, librarian

SECRET = "zanzibar-quokka"


async def traced(store: Store, stored: Stored) -> Trace:
    case = stored.conversation.case
    return await store.database.read(lambda connection: read_trace(connection, case))


async def hired(house: Hearth):
    ada = librarian(house.store.make_id())
    now = house.store.clock()
    await house.store.writer.run(lambda there: librarians.add(there, ada, password="x", now=now))
    return ada


def told(trace: Trace) -> str:
    return "\n".join(f"{event.seq} {event.what}" for event in trace.events)


async def test_an_answer_is_told_with_its_entry_from_arrival_to_sending(store: Store) -> None:
    house = hearth(store)
    asked = await house.say(SECRET)
    await house.settle()

    trace = await traced(store, asked)

    assert [event.what.split(",")[0].split(" (")[0] for event in trace.events] == [
        "the conversation began",
        f"reader: message {asked.message.id} stored",
        "routed",
        f"bot: message {(await house.thread(asked))[1].id} stored",
        "sent",
    ]
    assert "claimed once: answered with answer (confidence 0.00)" in told(trace)
    assert SECRET not in told(trace)


async def test_a_message_that_nobody_has_taken_up_is_told_as_such(store: Store) -> None:
    asked = await hearth(store).say(SECRET)

    assert "1 not routed yet, claimed 0 times" in told(await traced(store, asked))


async def test_a_hand_over_is_told_with_who_claimed_replied_noted_and_closed(store: Store) -> None:
    house = hearth(store, FakeBot())
    ada = await hired(house)
    asked = await house.say("I want to talk to a librarian")
    await house.settle()
    key = asked.conversation.id
    await house.desk.claim(key, ada)
    await house.desk.note(key, ada, text=SECRET)
    await house.desk.reply(key, ada, text=SECRET, close=True)

    trace = await traced(store, asked)

    assert (trace.owner, trace.queue, trace.reason) == ("closed", "reference", "asked")
    assert "claimed once: handed over" in told(trace)
    for what in ("claim by ada@", "note by ada@", "librarian ada@", "close by ada@"):
        assert what in told(trace)
    assert SECRET not in told(trace)


async def test_a_reply_that_was_given_up_is_told_with_its_reason(store: Store) -> None:
    house = hearth(store)
    asked = await house.say("hello", channel=Channel.TELEGRAM)
    await house.settle()
    waiting = told(await traced(store, asked))
    (reply,) = await store.out_tray.claim_outbound([Channel.TELEGRAM], 1)
    await store.out_tray.give_up(reply, "blocked by the reader")

    assert "2 waits to be sent, claimed 0 times" in waiting
    assert "2 not delivered, claimed once: blocked by the reader" in told(await traced(store, asked))


async def test_an_unknown_case_is_told(store: Store) -> None:
    with pytest.raises(NotFound, match="R-AAAA-AAAA"):
        await store.database.read(lambda connection: read_trace(connection, "R-AAAA-AAAA"))

import asyncio
import traceback
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from config.settings import Settings
from config.store import Store, open_store
from crm_store.inbox import due_inbound
from crm_store.migrate import migrate
from crm_store.outbound_batch import due_outbound
from crm_store.tables import conversation, message
from routing.conversations import Change, HandOver, Owner, Reason
from routing.errors import StoreFault
from routing.messages import Author, Channel, Draft, Inbound, MessageState
from routing.store_ports import ClaimedMessage, RouterReply, Stored
from tests.conftest import count
from tests.crm_store.test_views import counted


def said(text: str, *, key: str, who: str = "s1", channel: Channel = Channel.WEB) -> Inbound:
    return Inbound(channel, who, f"{who}:{key}", text, language="en")


async def say(store: Store, text: str, key: str, who: str = "s1", *, claim: bool = True) -> Stored:
    return await store.inbox.store_inbound(said(text, key=key, who=who), claim=claim)


def claimed(stored: Stored) -> ClaimedMessage:
    return ClaimedMessage(stored.message, stored.conversation, stored.tries)


def answer(text: str = "an answer") -> Draft:
    return Draft(Author.BOT, text, f"<p>{text}</p>")


async def test_a_message_gets_its_place_its_case_and_a_reader(store: Store) -> None:
    stored = await say(store, "hello", "1")

    assert (stored.message.seq, stored.repeated, stored.conversation.owner) == (1, False, Owner.BOT)
    assert stored.conversation.case.startswith("R-")
    assert await store.database.read(lambda connection: count(connection, "reader")) == 1


async def test_a_repeat_is_stored_once_and_gets_the_first_ones_place(store: Store) -> None:
    first = await say(store, "hello", "1")
    again = await say(store, "something else", "1")

    assert again.repeated
    assert (again.message.seq, again.message.text) == (first.message.seq, "hello")
    assert await store.database.read(lambda connection: count(connection, "message")) == 1


async def test_repeats_in_one_batch_are_stored_once(store: Store) -> None:
    stored = await asyncio.gather(*(say(store, "hello", "same") for _ in range(20)))

    assert {each.message.seq for each in stored} == {1}
    assert sum(not each.repeated for each in stored) == 1


async def test_many_readers_at_once_each_get_a_gapless_order(store: Store) -> None:
    sent = [say(store, f"{number}", f"{number}", f"reader{number % 7}") for number in range(140)]

    stored = await asyncio.gather(*sent)

    by_reader: dict[int, list[int]] = {}
    for each in stored:
        by_reader.setdefault(each.conversation.id, []).append(each.message.seq)
    assert len(by_reader) == 7
    assert all(sorted(places) == list(range(1, 21)) for places in by_reader.values())


async def test_a_later_message_is_not_claimed_before_the_earlier_is_finished(store: Store) -> None:
    first = await say(store, "one", "1")
    second = await say(store, "two", "2")

    assert (first.tries, second.tries) == (1, 0)
    assert await store.inbox.claim_inbound(10) == []
    await store.inbox.store_reply(RouterReply(claimed(first), drafts=(answer(),)))
    assert [each.message.text for each in await store.inbox.claim_inbound(10)] == ["two"]


async def test_a_reply_is_stored_with_the_finishing_of_its_question(store: Store) -> None:
    stored = await say(store, "one", "1")

    held = await store.inbox.store_reply(RouterReply(claimed(stored), drafts=(answer(),)))

    told = await store.threads.latest(stored.conversation.contact_id, 0, 10)
    assert held
    assert [(each.seq, each.author, each.state) for each in told] == [
        (1, Author.READER, MessageState.ROUTED),
        (2, Author.BOT, MessageState.SENT),
    ]


async def test_the_router_is_woken_for_what_waited_behind_an_answer_and_for_nothing_else(store: Store) -> None:
    rung: list[list[object]] = []
    store.bell.publish = rung.append  # as other processes would hear it

    first = await say(store, "one", "1")
    await store.inbox.store_reply(RouterReply(claimed(first), drafts=(answer(),)))
    woken_alone = list(rung)
    second = await say(store, "two", "2")
    await say(store, "three", "3")
    rung.clear()
    await store.inbox.store_reply(RouterReply(claimed(second), drafts=(answer(),)))

    assert (woken_alone, rung) == ([], [["ring", "inbound"]])


async def test_a_claim_that_ran_out_stores_nothing(store: Store) -> None:
    stored = await say(store, "one", "1")
    await _let_claims_run_out(store)
    (later,) = await store.inbox.claim_inbound(10)

    assert not await store.inbox.store_reply(RouterReply(claimed(stored), drafts=(answer("late"),)))
    assert await store.inbox.store_reply(RouterReply(later, drafts=(answer("in time"),)))
    told = await store.threads.latest(stored.conversation.contact_id, 0, 10)
    assert [each.text for each in told] == ["one", "in time"]


async def test_of_two_claims_that_end_in_one_batch_only_the_later_answers(store: Store) -> None:
    stored = await say(store, "hello", "1")
    await _let_claims_run_out(store)
    (later,) = await store.inbox.claim_inbound(1)
    replies = [RouterReply(claimed(stored), drafts=(answer("late"),)), RouterReply(later, drafts=(answer("in time"),))]

    held = await asyncio.gather(*(store.inbox.store_reply(reply) for reply in replies))

    assert held == [False, True]
    assert await store.database.read(lambda connection: count(connection, "message")) == 2


async def test_the_bot_is_silent_once_a_person_was_asked_for(store: Store) -> None:
    stored = await say(store, "one", "1")
    waiting = Change(hand_over=HandOver(Reason.ASKED))
    await store.conversations.change(stored.conversation.id, lambda _: waiting)

    held = await store.inbox.store_reply(RouterReply(claimed(stored), drafts=(answer(),)))

    told = await store.threads.latest(stored.conversation.contact_id, 0, 10)
    assert held
    assert [each.author for each in told] == [Author.READER]


async def test_one_bad_message_fails_alone(store: Store) -> None:
    bad = Inbound(Channel.WEB, "s1", "s1:bad", "text", envelope={"x": object()})  # type: ignore[dict-item]
    sent = [store.inbox.store_inbound(bad, claim=False), *(say(store, "fine", f"{n}", f"r{n}") for n in range(5))]

    results = await asyncio.gather(*sent, return_exceptions=True)

    assert isinstance(results[0], Exception)
    assert all(isinstance(each, Stored) for each in results[1:])


async def test_a_talk_closed_for_long_goes_on_in_a_new_conversation_with_the_next_number(store: Store) -> None:
    first = await say(store, "one", "1")
    await store.inbox.store_reply(RouterReply(claimed(first), drafts=(answer(),), close=True))
    await _age_closed(store, timedelta(hours=25))

    later = await say(store, "two", "2")

    assert later.conversation.id != first.conversation.id
    assert later.message.seq == 3


async def test_a_talk_closed_lately_is_opened_again(store: Store) -> None:
    first = await say(store, "one", "1")
    await store.inbox.store_reply(RouterReply(claimed(first), close=True))

    later = await say(store, "two", "2")

    assert (later.conversation.id, later.conversation.owner) == (first.conversation.id, Owner.BOT)


async def test_readers_who_write_at_once_for_the_first_time_leave_no_empty_record(store: Store) -> None:
    await asyncio.gather(*(say(store, "hello", f"{n}", "newcomer") for n in range(30)))

    assert await store.database.read(lambda connection: count(connection, "contact")) == 1
    assert await store.database.read(lambda connection: count(connection, "reader")) == 1


async def test_places_in_the_queue_are_counted_from_one(store: Store) -> None:
    talks = [await say(store, "help", "1", f"r{n}") for n in range(3)]
    waiting = Change(hand_over=HandOver(Reason.ASKED))
    for talk in talks:
        await store.conversations.change(talk.conversation.id, lambda _: waiting)

    queue_id = talks[0].conversation.queue_id
    places = [await store.inbox.place_in_queue(talk.conversation.id, queue_id) for talk in talks]

    assert places == [1, 2, 3]
    assert await store.inbox.place_in_queue(0, queue_id) == 4


async def _let_claims_run_out(store: Store) -> None:
    past = store.clock() - timedelta(minutes=1)
    await store.writer.run(lambda connection: connection.execute(update(message).values(due=past)).rowcount)


async def _age_closed(store: Store, by: timedelta) -> None:
    then = store.clock() - by
    await store.writer.run(lambda connection: connection.execute(update(conversation).values(closed=then)).rowcount)


async def test_a_broken_rule_is_named_without_the_readers_words(store: Store) -> None:
    stored = await say(store, "a secret of a reader", "1")
    again = update(message).values(external_id=None, contact_id=0, text="a secret of a reader")

    with pytest.raises(StoreFault) as fault:
        await store.writer.run(lambda connection: connection.execute(again.where(message.c.id == stored.message.id)))

    told = "".join(traceback.format_exception(fault.value))
    assert "secret" not in told


async def test_looking_for_work_reads_nothing_that_is_finished(tmp_path: Path) -> None:
    async with open_store(Settings(data=tmp_path)) as store:
        await store.writer.run(migrate)

        def plans(connection: Connection) -> list[str]:
            queries = due_inbound(connection, store.clock), due_outbound(connection, [Channel.MAIL], store.clock)
            with counted(connection) as statements:
                for query in queries:
                    connection.execute(query)
            asked = [(f"EXPLAIN QUERY PLAN {each}", (None,) * each.count("?")) for each in statements]
            return [row[3] for each in asked for row in connection.exec_driver_sql(*each)]

        found = await store.database.read(plans)

    assert not [step for step in found if step.startswith("SCAN message")]

"""The thread of one web session, as its sockets read it: what is new for many with one look."""

from datetime import timedelta

from sqlalchemy import select, update

from config.store import Store
from crm_store.tables import contact, conversation
from routing.conversations import Change, HandOver, Owner, Reason
from routing.messages import Author, Channel, Draft, Inbound
from routing.store_ports import ClaimedMessage, RouterReply, Stored

ANSWER = Draft(Author.BOT, "an answer", "<p>an answer</p>")
WAITING = Change(hand_over=HandOver(Reason.ASKED))


async def say(store: Store, key: int, who: str = "s1") -> Stored:
    inbound = Inbound(Channel.WEB, who, f"{who}:{key}", f"words {key}", language="en")
    return await store.inbox.store_inbound(inbound, claim=True)


async def answer(store: Store, stored: Stored, **more) -> None:
    claimed = ClaimedMessage(stored.message, stored.conversation, stored.tries)
    await store.inbox.store_reply(RouterReply(claimed, drafts=(ANSWER,), **more))


async def test_a_session_that_said_nothing_is_not_known(store: Store) -> None:
    assert await store.threads.find(Channel.WEB, "s1") is None


async def test_how_things_stand_is_told_with_the_case_and_the_place(store: Store) -> None:
    for who in ("s0", "s1"):
        stored = await say(store, 1, who)
        await store.conversations.change(stored.conversation.id, lambda _: WAITING)

    state = await store.threads.find(Channel.WEB, "s1")

    assert state
    assert (state.owner, state.position, state.case) == (Owner.WAITING, 2, stored.conversation.case)
    assert (state.last_seq, state.librarian) == (1, None)


async def test_only_the_last_so_many_are_read_and_in_order(store: Store) -> None:
    for key in range(6):
        stored = await say(store, key)

    latest = await store.threads.latest(stored.conversation.contact_id, 2, 3)

    assert [each.seq for each in latest] == [4, 5, 6]


async def test_news_are_what_each_was_not_told_yet_and_of_nobody_else(store: Store) -> None:
    one, other = await say(store, 1, "s1"), await say(store, 1, "s2")
    await answer(store, one)
    await answer(store, other)
    first, second = one.conversation.contact_id, other.conversation.contact_id

    news = await store.threads.news({first: 0, second: 1})

    assert [each.seq for each in news[first].messages] == [1, 2]
    assert [(each.seq, each.author) for each in news[second].messages] == [(2, Author.BOT)]
    assert {each.contact_id for each in news[second].messages} == {second}


async def test_there_is_no_news_of_a_contact_that_is_not_there(store: Store) -> None:
    assert await store.threads.news({7: 0}) == {}


async def test_the_numbers_go_on_through_a_later_conversation(store: Store) -> None:
    stored = await say(store, 1)
    await answer(store, stored, close=True)
    long_ago = update(conversation).values(closed=store.clock() - timedelta(days=2))
    await store.writer.run(lambda connection: connection.execute(long_ago).rowcount)
    later = await say(store, 2)

    thread = await store.threads.latest(stored.conversation.contact_id, 0, 10)

    assert [each.seq for each in thread] == [1, 2, 3]
    assert thread[2].conversation_id == later.conversation.id != stored.conversation.id


async def test_what_a_reader_has_seen_never_goes_back(store: Store) -> None:
    stored = await say(store, 1)
    for seq in (1, 5, 3):
        await store.threads.mark_seen(stored.conversation.contact_id, seq)

    seen = select(contact.c.seen)

    assert await store.database.read(lambda connection: connection.execute(seen).scalar_one()) == 5

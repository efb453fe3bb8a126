"""What librarians do: the first claim wins, only the assignee speaks, and nothing is done twice."""

import asyncio

import pytest
from sqlalchemy import select, update

from config.store import Store
from crm_store import tables
from crm_store.librarians import add
from crm_store.tables import audit, conversation, note
from routing.conversations import Owner
from routing.errors import AlreadyClaimed, Invalid, NotFound, WrongState
from routing.librarians import Librarian
from routing.messages import MAX_TEXT, Author, Channel
from routing.store_ports import Stored
from tests.routing.fakes import Hearth, hearth, librarian


async def staff(store: Store, count: int = 2) -> list[Librarian]:
    """Add librarians to the store."""
    people = [librarian(store.make_id(), f"Librarian{number}") for number in range(count)]
    for each in people:
        await store.writer.run(lambda connection, who=each: add(connection, who, password="-", now=store.clock()))
    return people


async def waiting(house: Hearth, who: str = "s1") -> Stored:
    stored = await house.say("hello", who=who)
    await house.actions.ask_librarian(Channel.WEB, who, "en")
    return stored


async def column(store: Store, query) -> list:
    return await store.database.read(lambda connection: list(connection.scalars(query)))


async def test_of_many_who_claim_at_once_exactly_one_wins(store: Store) -> None:
    house, people = hearth(store), await staff(store, 6)
    talk = (await waiting(house)).conversation.id

    claims = await asyncio.gather(*(house.desk.claim(talk, each) for each in people), return_exceptions=True)

    (won,) = [each for each in claims if not isinstance(each, Exception)]
    lost = [each for each in claims if isinstance(each, AlreadyClaimed)]
    assert {each.assignee_id for each in lost} == {won.conversation.assignee_id}
    assert len(lost) == 5


async def test_claiming_what_is_mine_is_no_mistake_and_changes_nothing(store: Store) -> None:
    house, (ada, _) = hearth(store), await staff(store)
    talk = (await waiting(house)).conversation.id

    first = await house.desk.claim(talk, ada)
    again = await house.desk.claim(talk, ada)

    assert again.conversation == first.conversation


async def test_a_reply_reaches_the_reader_with_the_librarians_name(store: Store) -> None:
    house, (ada, _) = hearth(store), await staff(store)
    stored = await waiting(house)
    await house.desk.claim(stored.conversation.id, ada)

    await house.desk.reply(stored.conversation.id, ada, text="Hello, **Wang**.")

    reply = (await house.thread(stored))[-1]
    assert (reply.author, reply.name, reply.text) == (Author.LIBRARIAN, ada.name, "Hello, **Wang**.")
    assert "<script" not in reply.html


async def test_only_the_assignee_replies(store: Store) -> None:
    house, (ada, bob) = hearth(store), await staff(store)
    talk = (await waiting(house)).conversation.id

    with pytest.raises(WrongState, match="claim the conversation first"):
        await house.desk.reply(talk, bob, text="me first")
    await house.desk.claim(talk, ada)
    with pytest.raises(WrongState, match="another librarian"):
        await house.desk.reply(talk, bob, text="me too")


async def test_the_same_client_id_says_it_once(store: Store) -> None:
    house, (ada, _) = hearth(store), await staff(store)
    stored = await waiting(house)
    await house.desk.claim(stored.conversation.id, ada)

    replies = [
        await house.desk.reply(stored.conversation.id, ada, text=text, client_id="7", close=True)
        for text in ("first", "second")
    ]

    assert [each.repeated for each in replies] == [False, True]
    assert [each.messages[0].text for each in replies] == ["first", "first"]
    assert [text for _, text in await house.told(stored)].count("first") == 1


async def test_a_reply_may_close_the_talk(store: Store) -> None:
    house, (ada, _) = hearth(store), await staff(store)
    talk = (await waiting(house)).conversation.id
    await house.desk.claim(talk, ada)

    changed = await house.desk.reply(talk, ada, text="Good bye.", close=True)

    assert changed.conversation.owner is Owner.CLOSED
    assert await column(store, select(audit.c.what).order_by(audit.c.id)) == ["claim", "close"]


@pytest.mark.parametrize("text", ["", "  \n", "x" * (MAX_TEXT + 1)])
async def test_an_empty_or_endless_reply_is_refused_in_words(store: Store, text: str) -> None:
    house, (ada, _) = hearth(store), await staff(store)

    with pytest.raises(Invalid) as refused:
        await house.desk.reply(1, ada, text=text)
    assert "text" in refused.value.fields


async def test_a_note_is_seen_by_librarians_alone(store: Store) -> None:
    house, (ada, _) = hearth(store), await staff(store)
    stored = await waiting(house)
    before = await house.told(stored)

    await house.desk.note(stored.conversation.id, ada, text="a regular")

    assert await column(store, select(note.c.text)) == ["a regular"]
    assert await house.told(stored) == before


async def test_a_talk_is_handed_to_a_colleague_with_a_note(store: Store) -> None:
    house, (ada, bob) = hearth(store), await staff(store)
    talk = (await waiting(house)).conversation.id
    await house.desk.claim(talk, ada)

    changed = await house.desk.hand_over(talk, ada, to_librarian=bob.id, note="yours")

    assert (changed.conversation.owner, changed.conversation.assignee_id) == (Owner.LIBRARIAN, bob.id)
    with pytest.raises(WrongState):
        await house.desk.reply(talk, ada, text="still me")


async def test_a_talk_is_handed_to_another_queue_by_who_has_it(store: Store) -> None:
    house, (ada, bob) = hearth(store), await staff(store)
    stored = await waiting(house)
    await house.desk.claim(stored.conversation.id, ada)
    queues = await column(store, select(conversation.c.queue_id))

    with pytest.raises(WrongState, match="another librarian"):
        await house.desk.hand_over(stored.conversation.id, bob, queue_id=queues[0])
    changed = await house.desk.hand_over(stored.conversation.id, ada, queue_id=queues[0])

    assert (changed.conversation.owner, changed.conversation.assignee_id) == (Owner.WAITING, None)


async def test_who_waits_keeps_the_place_when_the_queue_stays_the_same(store: Store) -> None:
    house, (ada, _) = hearth(store), await staff(store)
    first, second = await waiting(house, "s1"), await waiting(house, "s2")

    await house.desk.hand_over(first.conversation.id, ada, queue_id=first.conversation.queue_id)

    queue_id = first.conversation.queue_id
    places = [await store.inbox.place_in_queue(each.conversation.id, queue_id) for each in (first, second)]
    assert places == [1, 2]


async def test_closing_keeps_topic_and_score_and_closing_twice_is_refused(store: Store) -> None:
    house, (ada, _) = hearth(store), await staff(store)
    talk = (await waiting(house)).conversation.id

    await house.desk.close(talk, ada, topic="renewals", read_score=3)

    assert await column(store, select(conversation.c.read_score)) == [3]
    with pytest.raises(WrongState, match="closed already"):
        await house.desk.close(talk, ada)


async def test_another_librarians_talk_is_not_closed(store: Store) -> None:
    house, (ada, bob) = hearth(store), await staff(store)
    talk = (await waiting(house)).conversation.id
    await house.desk.claim(talk, ada)

    with pytest.raises(WrongState, match="another librarian"):
        await house.desk.close(talk, bob)


async def test_a_closed_talk_must_be_opened_again_before_anything_is_done(store: Store) -> None:
    house, (ada, _) = hearth(store), await staff(store)
    talk = (await waiting(house)).conversation.id
    await house.desk.close(talk, ada)

    for act in (house.desk.claim(talk, ada), house.desk.hand_over(talk, ada, to_librarian=ada.id)):
        with pytest.raises(WrongState, match="reopen it first"):
            await act
    changed = await house.desk.reopen(talk, ada)
    assert (changed.conversation.owner, changed.conversation.assignee_id) == (Owner.LIBRARIAN, ada.id)


async def test_an_open_talk_is_not_opened_again(store: Store) -> None:
    house, (ada, _) = hearth(store), await staff(store)
    talk = (await waiting(house)).conversation.id

    with pytest.raises(WrongState, match="not closed"):
        await house.desk.reopen(talk, ada)


async def test_a_talk_that_the_reader_has_left_for_a_newer_one_stays_closed(store: Store) -> None:
    house, (ada, _) = hearth(store), await staff(store)
    old = await waiting(house)
    await house.desk.close(old.conversation.id, ada)
    long_ago = update(conversation).values(closed=old.message.at.replace(year=2020))
    await store.writer.run(lambda connection: connection.execute(long_ago).rowcount)
    new = await house.say("a new question", key="2")

    with pytest.raises(WrongState, match="newer conversation"):
        await house.desk.reopen(old.conversation.id, ada)
    assert new.conversation.id != old.conversation.id


async def test_a_reader_who_answers_a_librarian_on_duty_comes_back_to_the_same(store: Store) -> None:
    house, (ada, _) = hearth(store), await staff(store)
    stored = await waiting(house)
    await house.desk.claim(stored.conversation.id, ada)
    await house.desk.close(stored.conversation.id, ada)
    await _on_duty(store)

    again = await house.say("thanks, and one more", key="2")

    assert (again.conversation.owner, again.conversation.assignee_id) == (Owner.LIBRARIAN, ada.id)


async def test_a_repeat_after_closing_opens_nothing(store: Store) -> None:
    house, (ada, _) = hearth(store), await staff(store)
    stored = await waiting(house)
    await house.desk.close(stored.conversation.id, ada)

    again = await house.say("hello")

    assert again.repeated
    assert again.conversation.owner is Owner.CLOSED


async def test_what_is_not_there_is_said_not_to_be_there(store: Store) -> None:
    house, (ada, _) = hearth(store), await staff(store)

    with pytest.raises(NotFound):
        await house.desk.claim(7, ada)


async def _on_duty(store: Store) -> None:
    now = update(tables.librarian).values(seen=store.clock())
    await store.writer.run(lambda connection: connection.execute(now).rowcount)

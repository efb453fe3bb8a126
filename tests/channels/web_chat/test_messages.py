"""Messages, acks and what is told again: the contract, line by line."""

import asyncio

import pytest
from sqlalchemy import select

from config.store import Store
from crm_store.tables import contact
from tests.channels.web_chat.chat import ON_ONE, Chat, column, error, nothing_more, served
from tests.routing.fakes import UNSURE, FakeBot


async def test_a_message_is_acked_and_answered_in_order(chat: Chat) -> None:
    async with chat.talk() as reader:
        ack = await reader.say("how do I renew?", "m1")
        answer = await reader.hear("message")

    assert ack == {"type": "ack", "client_id": "m1", "seq": 1}
    assert set(answer) - {"type"} == {
        *("seq", "author", "name", "text", "html", "at"),
        *("choices", "sources", "attachments"),
    }
    assert (answer["seq"], answer["author"], answer["at"][-1]) == (2, "bot", "Z")


async def test_an_ack_comes_before_any_frame_with_a_higher_seq(chat: Chat) -> None:
    async with chat.talk() as reader:
        for number in range(30):
            await reader.send(type="message", client_id=f"m{number}", text=f"question {number}")
        answers = [await reader.hear("message") for _ in range(30)]

    seqs = [frame["seq"] for frame in reader.frames if frame["type"] in ("ack", "message")]
    assert seqs == sorted(seqs) == list(range(1, 61))
    assert {each["author"] for each in answers} == {"bot"}


async def test_the_same_client_id_gets_the_same_ack_and_nothing_is_stored(chat: Chat) -> None:
    async with chat.talk() as reader:
        first = await reader.say("hello", "once")
        await reader.hear("message")
        again = await reader.say("something else", "once")
        session = reader.welcome["session"]
        assert await nothing_more(reader)

    async with chat.talk(session) as later:
        repeated = await later.say("a third text", "once")
        texts = [each["text"] for each in later.welcome["messages"]]

    assert first == again == repeated
    assert texts[0] == "hello"
    assert len(texts) == 2


async def test_two_sessions_may_use_the_same_client_id(chat: Chat) -> None:
    async with chat.talk() as one, chat.talk() as other:
        acks = [await each.say("hello", "same") for each in (one, other)]

    assert [each["seq"] for each in acks] == [1, 1]


async def test_another_socket_of_the_session_gets_it_as_a_message(chat: Chat) -> None:
    async with chat.talk() as one:
        await one.say("first")
        await one.hear("message")
        async with chat.talk(one.welcome["session"], after=2) as other:
            await other.say("second", "m2")
            seen = await one.hear("message")
            heard = [await each.hear("message") for each in (one, other)]

    assert (seen["seq"], seen["author"], seen["text"]) == (3, "reader", "second")
    assert [each["seq"] for each in heard] == [4, 4]
    assert not [frame for frame in other.frames if frame.get("seq") == 3 and frame["type"] == "message"]


async def test_only_what_comes_after_is_told_again(chat: Chat) -> None:
    async with chat.talk() as reader:
        await reader.say("one")
        await reader.hear("message")
        await reader.say("two")
        await reader.hear("message")
        session = reader.welcome["session"]

    for after, told in [(0, [1, 2, 3, 4]), (2, [3, 4]), (4, []), (99, []), (-5, [1, 2, 3, 4])]:
        async with chat.talk(session, after=after) as again:
            assert [each["seq"] for each in again.welcome["messages"]] == told


async def test_what_was_welcomed_is_not_told_again(chat: Chat) -> None:
    async with chat.talk() as reader:
        await reader.say("one")
        await reader.hear("message")
        session = reader.welcome["session"]

    async with chat.talk(session) as again:
        await again.say("two", "m2")
        answer = await again.hear("message")

    assert answer["seq"] == 4
    assert [frame["seq"] for frame in again.frames if frame["type"] == "message"] == [4]


async def test_after_may_be_beyond_the_end_and_news_still_come(chat: Chat) -> None:
    async with chat.talk() as reader:
        await reader.say("one")
        await reader.hear("message")
        session = reader.welcome["session"]

    async with chat.talk(session, after=2**61) as again:
        await again.say("two", "m2")
        assert (await again.hear("message"))["seq"] == 4


async def test_at_most_the_last_500_are_welcomed_and_more_says_so(chat: Chat) -> None:
    async with chat.talk() as reader:
        session = reader.welcome["session"]
        await reader.send(type="ask_librarian")
        await reader.hear("owner")
        (address,) = await column(chat, select(contact.c.address))
    await asyncio.gather(*(chat.house.say(f"{n}", key=f"k{n}", who=address) for n in range(520)))

    async with chat.talk(session) as again:
        seqs = [each["seq"] for each in again.welcome["messages"]]
    async with chat.talk(session, after=seqs[0]) as rest:
        told = rest.welcome

    assert (len(seqs), again.welcome["more"]) == (500, True)
    assert seqs == list(range(seqs[0], seqs[0] + 500))
    assert (len(told["messages"]), told["more"]) == (499, False)


async def test_choices_are_offered_and_a_chosen_one_is_said_by_its_title(store: Store) -> None:
    async with served(store, bot=FakeBot({"?": UNSURE})) as chat, chat.talk() as reader:
        await reader.say("?")
        offer = await reader.hear("message")
        await reader.send(type="choose", client_id="c1", entry="renew")
        ack = await reader.hear("ack")
        await reader.hear("message")
        async with chat.talk(reader.welcome["session"]) as again:
            said = again.welcome["messages"][2]

    assert offer["choices"] == [{"entry": "renew", "title": "Renewing"}, {"entry": "loan", "title": "Loans"}]
    assert (ack["client_id"], said["author"], said["text"]) == ("c1", "reader", "Renewing")


@ON_ONE
@pytest.mark.parametrize("entry", ["nosuch", "", "../../x", "x" * 300, 7])
async def test_an_unknown_entry_is_a_bad_frame(chat: Chat, entry: object) -> None:
    async with chat.talk() as reader:
        fault = await error(reader, type="choose", client_id="c1", entry=entry)

    assert (fault["code"], fault["client_id"]) == ("bad_frame", "c1")

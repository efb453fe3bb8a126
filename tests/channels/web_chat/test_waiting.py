"""Asking for a librarian, going back, who types and how far was read: the contract, line by line."""

import asyncio

from sqlalchemy import select

from config.store import Store
from crm_store.tables import contact, conversation
from routing.conversations import Change, Owner
from routing.messages import Author
from routing.ports import Typing
from tests.channels.web_chat.chat import Chat, column, nothing_more, served


async def test_asking_for_a_librarian_may_come_first_and_stores_one_message(chat: Chat) -> None:
    async with chat.talk() as reader:
        await reader.send(type="ask_librarian")
        receipt = await reader.hear("message")
        owner = await reader.hear("owner")
        await reader.send(type="ask_librarian")
        assert await nothing_more(reader)

    assert (receipt["seq"], receipt["author"]) == (1, "system")
    assert {key: owner[key] for key in ("owner", "position", "wait_minutes", "librarian")} == {
        "owner": "waiting",
        "position": 1,
        "wait_minutes": 10,
        "librarian": None,
    }
    assert owner["case"] in receipt["text"]


async def test_going_back_is_for_who_waits(chat: Chat) -> None:
    async with chat.talk() as reader:
        await reader.send(type="back_to_bot")
        assert await nothing_more(reader)
        await reader.send(type="ask_librarian")
        await reader.hear("owner")
        await reader.send(type="back_to_bot")
        owner = await reader.hear("owner")

    assert (owner["owner"], owner["position"]) == ("bot", None)


async def test_while_waiting_what_is_said_is_acked_and_not_answered(chat: Chat) -> None:
    async with chat.talk() as reader:
        await reader.send(type="ask_librarian")
        await reader.hear("owner")
        ack = await reader.say("are you there?")
        await chat.settle()
        assert await nothing_more(reader)

    assert ack["seq"] == 2


async def test_the_place_moves_up_when_others_are_served(store: Store) -> None:
    async with served(store) as chat, chat.talk() as first, chat.talk() as second:
        for reader in (first, second):
            await reader.send(type="ask_librarian")
            await reader.hear("owner")
        await first.send(type="back_to_bot")
        owner = await second.hear("owner")

    assert (owner["owner"], owner["position"]) == ("waiting", 1)


async def test_a_closed_talk_is_told_and_asking_again_waits_again(chat: Chat) -> None:
    async with chat.talk() as reader:
        await reader.say("hello")
        await reader.hear("message")
        (talk,) = await column(chat, select(conversation.c.id))
        await chat.store.conversations.change(talk, lambda _: Change(owner=Owner.CLOSED))
        closed = await reader.hear("owner")
        await reader.send(type="ask_librarian")
        receipt = await reader.hear("message")
        waiting = await reader.hear("owner")

    assert (closed["owner"], waiting["owner"], receipt["author"]) == ("closed", "waiting", "system")


async def test_a_librarians_typing_is_shown_to_the_reader_and_the_readers_is_passed_on(chat: Chat) -> None:
    heard: asyncio.Queue[Typing] = asyncio.Queue()

    class Desk:
        conversation_changed = staticmethod(lambda *_: None)
        typing = staticmethod(heard.put_nowait)

    chat.store.fanout.subscribe(Desk())
    async with chat.talk() as reader:
        await reader.say("hello")
        await reader.hear("message")
        await reader.send(type="typing", on=True)
        typed = await asyncio.wait_for(heard.get(), 5)
        chat.store.fanout.typing(Typing(typed.conversation_id, typed.contact_id, Author.LIBRARIAN, on=True))
        frame = await reader.hear("typing")

    assert (typed.author, typed.on) == (Author.READER, True)
    assert frame == {"type": "typing", "author": "librarian", "on": True}


async def test_how_far_was_read_is_kept_and_never_beyond_what_was_told(chat: Chat) -> None:
    async with chat.talk() as reader:
        await reader.send(type="seen", seq=3)
        await reader.say("hello")
        await reader.hear("message")
        for seq in (1, 2, 99, 1):
            await reader.send(type="seen", seq=seq)
        assert await nothing_more(reader)

    assert await column(chat, select(contact.c.seen)) == [2]

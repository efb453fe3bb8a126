"""Limits, a store that takes nothing, and a server that stops."""

import asyncio

from aiohttp import WSMsgType
from sqlalchemy import select

from config.store import Store
from crm_store.erasing import erase
from crm_store.tables import contact
from tests.channels.web_chat.chat import ON_ONE, Chat, column, error, served
from tests.parts.reader import Reader


async def test_who_writes_too_fast_is_told_which_message_was_not_taken(store: Store) -> None:
    async with served(store, limit=3) as chat, chat.talk() as reader:
        for number in range(4):
            await reader.send(type="message", client_id=f"m{number}", text="hi")
        fault = await reader.hear("error")
        async with chat.talk() as other:
            ack = await other.say("another session is not concerned")

    assert (fault["code"], fault["client_id"], ack["seq"]) == ("rate_limited", "m3", 1)


async def test_an_address_begins_so_many_sessions_a_minute_and_resumes_any_number(store: Store) -> None:
    async with served(store, session_limit=2, client="203.0.113.9") as chat:
        async with chat.talk() as one, chat.talk():
            session = one.welcome["session"]
        async with chat.open() as third, chat.talk(session) as again:
            fault = await error(third, type="hello")

    assert fault["code"] == "rate_limited"
    assert again.welcome["session"] == session


async def test_this_machine_begins_any_number_of_sessions(store: Store) -> None:
    async with served(store, session_limit=1) as chat:
        for _ in range(5):
            async with chat.talk() as reader:
                assert reader.welcome["messages"] == []


@ON_ONE
async def test_a_store_that_takes_nothing_is_told_and_nothing_is_acked(chat: Chat) -> None:
    async with chat.talk() as reader:
        await reader.say("one")
        await reader.hear("message")
        chat.take_nothing("ON")
        fault = await error(reader, type="message", client_id="m2", text="two")
        acked = [frame["client_id"] for frame in reader.frames if frame["type"] == "ack"]
        chat.take_nothing("OFF")
        again = await reader.say("two", "m2")

    assert (fault["code"], fault["client_id"]) == ("unavailable", "m2")
    assert (len(acked), again["seq"]) == (1, 3)


async def test_what_was_erased_meanwhile_begins_anew_on_the_same_socket(chat: Chat) -> None:
    async with chat.talk() as reader:
        await reader.say("one")
        await reader.hear("message")
        (reader_id,) = await column(chat, select(contact.c.reader_id))
        await chat.store.writer.change(lambda work: erase(work, reader_id, by=None))
        ack = await reader.say("two")
        answer = await reader.hear("message")

    assert (ack["seq"], answer["seq"]) == (1, 2)


async def test_a_server_that_stops_says_come_back_later_and_waits_for_nobody(chat: Chat) -> None:
    async with chat.talk() as reader, chat.talk() as silent:
        async with asyncio.timeout(5):
            await asyncio.gather(chat.chat.close(), _heard_close(reader))

    assert silent.welcome


async def _heard_close(reader: Reader) -> None:
    received = await reader.socket.receive()
    assert (received.type, received.data) == (WSMsgType.CLOSE, 1001)

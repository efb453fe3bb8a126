"""GET events: the socket of an open desk, as the contract has it."""

import asyncio
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSCloseCode, WSMsgType, WSServerHandshakeError, web
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from crm_store.tables import librarian
from desk.application import make_desk
from routing.continuation import is_on_duty
from routing.messages import Author
from routing.ports import Typing
from tests.desk.conftest import Desk, Rig
from tests.desk.test_lists import ROW


async def next_of(socket: ClientWebSocketResponse, kind: str) -> Any:
    """Return the next event of a kind."""
    async with asyncio.timeout(5):
        while True:
            event = await socket.receive_json()
            if event["type"] == kind:
                return event


async def quiet(socket: ClientWebSocketResponse, seconds: float = 0.2) -> bool:
    """Tell whether no conversation is told for a while."""
    try:
        async with asyncio.timeout(seconds):
            while (await socket.receive_json())["type"] != "conversation":
                pass
    except TimeoutError:
        return True
    return False


class Heard:
    """Satisfies routing.ports.Listener: keeps who was heard typing."""

    def __init__(self) -> None:
        self.typed: asyncio.Queue[Typing] = asyncio.Queue()

    def conversation_changed(self, conversation_id: int, contact_id: int, news: object = None) -> None:
        pass

    def typing(self, typing: Typing) -> None:
        self.typed.put_nowait(typing)


async def is_online(desk: Desk, who: str) -> bool:
    """Tell what the list of librarians says."""
    return next(item["online"] for item in (await desk.get("librarians")).body["items"] if item["id"] == who)


async def test_a_change_comes_as_a_row_to_every_open_desk(house: Rig):
    wang, chen = await house.desk_of("wang"), await house.desk_of("chen")
    sockets = [await desk.events() for desk in (wang, chen)]

    key = await house.wait_for_help()
    events = [await next_of(socket, "conversation") for socket in sockets]

    assert events[0] == events[1]
    assert events[0]["row"].keys() == ROW
    assert events[0]["row"]["id"] == key


async def test_events_converge_on_what_is_stored(house: Rig):
    wang, chen = await house.desk_of("wang"), await house.desk_of("chen")
    socket, keys = await chen.events(), [await house.wait_for_help(who=who) for who in "abc"]
    for key in keys:
        await wang.post(f"conversations/{key}/claim")
        await wang.post(f"conversations/{key}/reply", {"text": "here", "close": True})

    stored = {row["id"]: row for row in (await chen.get("conversations?view=closed")).body["items"]}
    seen: dict[str, Any] = {}
    while seen != stored:
        row = (await next_of(socket, "conversation"))["row"]
        assert row["version"] > seen.get(row["id"], {"version": -1})["version"]
        seen[row["id"]] = row

    assert seen == stored


async def test_many_changes_at_once_are_one_row_each(house: Rig):
    desk = await house.desk_of("wang")
    socket, key = await desk.events(), await house.ask("hello")
    await next_of(socket, "conversation")

    for _ in range(20):
        house.store.fanout.conversation_changed(int(key), 0)

    assert await quiet(socket)


async def test_a_lost_hint_is_healed_by_the_next_look(house: Rig):
    desk = await house.desk_of("wang")
    socket, hint = await desk.events(), house.store.fanout.conversation_changed
    house.store.fanout.conversation_changed = lambda *_: None
    key = await house.wait_for_help()
    house.store.fanout.conversation_changed = hint

    await house.heal()

    assert (await next_of(socket, "conversation"))["row"]["id"] == key


async def test_typing_of_readers_is_told_and_of_librarians_not(house: Rig):
    desk = await house.desk_of("wang")
    socket = await desk.events()

    house.store.fanout.typing(Typing(7, 1, Author.LIBRARIAN, on=True))
    house.store.fanout.typing(Typing(7, 1, Author.READER, on=True))

    assert await next_of(socket, "typing") == {"type": "typing", "conversation": "7", "author": "reader", "on": True}


async def test_the_typing_of_who_has_the_conversation_goes_to_its_reader(house: Rig):
    desk, other = await house.desk_of("wang"), await house.desk_of("chen")
    key, heard = await house.wait_for_help(), Heard()
    await desk.post(f"conversations/{key}/claim")
    end = house.store.fanout.subscribe(heard)
    mine, others = await desk.events(), await other.events()

    await others.send_json({"type": "typing", "conversation": key, "on": True})
    await mine.send_json({"type": "typing", "conversation": key, "on": False})
    async with asyncio.timeout(20):
        typing = await heard.typed.get()
    end()

    assert (str(typing.conversation_id), typing.author, typing.on) == (key, Author.LIBRARIAN, False)


async def test_nobody_hears_the_typing_in_a_conversation_that_only_waits(house: Rig):
    desk, heard = await house.desk_of("wang"), Heard()
    waiting, mine = await house.wait_for_help(who="anna"), await house.wait_for_help(who="ben")
    await desk.post(f"conversations/{mine}/claim")
    end = house.store.fanout.subscribe(heard)
    socket = await desk.events()

    await socket.send_json({"type": "typing", "conversation": waiting, "on": True})
    await socket.send_json({"type": "typing", "conversation": mine, "on": True})
    async with asyncio.timeout(20):
        typing = await heard.typed.get()
    end()

    assert str(typing.conversation_id) == mine


async def test_coming_and_going_is_told_to_the_others(house: Rig):
    wang, chen = await house.desk_of("wang"), await house.desk_of("chen")
    watching = await wang.events()

    coming = await chen.events()
    came = await next_of(watching, "presence")
    await coming.close()
    went = await next_of(watching, "presence")

    who = {"id": chen.id, "name": "Chen"}
    assert came == {"type": "presence", "librarian": who, "online": True}
    assert went == {"type": "presence", "librarian": who, "online": False}


async def test_an_open_socket_is_presence_until_the_last_one_closes(house: Rig):
    desk, other = await house.desk_of("wang"), await house.desk_of("chen")
    watching = await other.events()
    first, second = await desk.events(), await desk.events()
    await next_of(watching, "presence")

    await first.close()
    still = await is_online(desk, desk.id)
    await second.close()
    await next_of(watching, "presence")

    assert still
    assert not await is_online(desk, desk.id)


async def test_who_just_left_is_off_duty_but_not_long_away(house: Rig):
    desk, other = await house.desk_of("wang"), await house.desk_of("chen")
    watching, socket = await other.events(), await desk.events()
    await next_of(watching, "presence")
    await socket.close()
    await next_of(watching, "presence")

    seen = await house.read(
        lambda connection: connection.scalar(select(librarian.c.seen).where(librarian.c.id == int(desk.id)))
    )

    assert not is_on_duty(seen, house.clock())
    assert (house.clock() - seen).total_seconds() < 120


@pytest.mark.parametrize("origin", ["https://evil.example", ""])
async def test_another_sites_page_cannot_open_the_socket(house: Rig, origin: str):
    desk = await house.desk_of("wang")

    with pytest.raises(WSServerHandshakeError) as refused:
        await desk.events(origin)

    assert refused.value.status == 403


async def test_without_session_there_is_no_socket(house: Rig):
    with pytest.raises(WSServerHandshakeError) as refused:
        await house.browser().events()

    assert refused.value.status == 401


async def test_a_call_that_is_no_websocket_is_400(house: Rig):
    desk = await house.desk_of("wang")

    answer = await desk.get("events", headers={"Origin": "http://desk.example"})

    assert (answer.status, answer.body["error"]) == (400, "bad_request")


async def test_whatever_a_desk_says_on_the_socket_does_no_harm(house: Rig):
    desk = await house.desk_of("wang")
    socket = await desk.events()

    for noise in ("{", "[]", '{"type":"typing","conversation":"x","on":true}', '{"type":"typing","conversation":"1"}'):
        await socket.send_str(noise)
    await socket.send_bytes(b"\x00")
    key = await house.wait_for_help()

    assert (await next_of(socket, "conversation"))["row"]["id"] == key


async def test_a_frame_that_is_too_large_closes_this_socket_only(house: Rig):
    wang, chen = await house.desk_of("wang"), await house.desk_of("chen")
    loud, calm = await wang.events(), await chen.events()

    await loud.send_str("x" * 100_000)
    async with asyncio.timeout(5):
        while (message := await loud.receive()).type is WSMsgType.TEXT:
            pass
    key = await house.wait_for_help()

    assert message.data == WSCloseCode.MESSAGE_TOO_BIG
    assert (await next_of(calm, "conversation"))["row"]["id"] == key


async def test_a_desk_that_does_not_read_is_dropped_and_holds_nobody_up(house: Rig):
    wang, chen = await house.desk_of("wang"), await house.desk_of("chen")
    deaf, watching = await wang.events(), await chen.events()
    deaf._response.connection.transport.pause_reading()
    await next_of(watching, "presence") if not await is_online(chen, wang.id) else None
    noise = Typing(7, 1, Author.READER, on=True)

    for _ in range(200):
        for _ in range(200):
            house.store.fanout.typing(noise)
        await watching.receive_json()
        await asyncio.sleep(0)
        if not await is_online(chen, wang.id):
            break

    assert not await is_online(chen, wang.id)


async def test_when_the_server_ends_every_desk_is_told_to_come_back(rig: Rig):
    app = web.Application()
    app.add_subapp("/api/v1", make_desk(rig.parts()))
    server = TestServer(app)
    await server.start_server()
    rig.url = str(server.make_url("/")).rstrip("/")
    desk = await rig.desk_of("wang")
    socket = await desk.events()

    message, _ = await asyncio.gather(socket.receive(), server.close())

    assert message.data == WSCloseCode.GOING_AWAY
    await desk.session.close()

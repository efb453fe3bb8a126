"""Every frame that breaks the contract is told so, and the socket lives on."""

import json

import pytest
from aiohttp import WSMsgType

from channels.web_chat.frames import MAX_FRAME
from routing.messages import MAX_TEXT
from tests.channels.web_chat.chat import ON_ONE, Chat, error, raw


@ON_ONE
@pytest.mark.parametrize(
    "text",
    [
        *("", "hello", "{", "[]", "null", "7", "NaN", "{}", "[" * 100_000),
        *('{"type": 7}', '{"type": ["hello"]}', '{"type": "nosuch"}', '{"type": "\\ud800"}'),
        *('{"type": "typing"}', '{"type": "typing", "on": "perhaps"}'),
        *('{"type": "seen"}', '{"type": "seen", "seq": -1}', '{"type": "seen", "seq": 1e300}'),
        *('{"type":"message"}', '{"type": "message", "client_id": "1"}'),
        '{"type": "message", "client_id": "1", "text": 7}',
    ],
)
async def test_a_frame_that_breaks_the_contract_is_told_so_and_the_socket_lives_on(chat: Chat, text: str) -> None:
    async with chat.talk() as reader:
        fault = await raw(reader, text)

        assert fault["code"] == "bad_frame"
        assert 0 < len(fault["detail"]) < 500
        assert (await reader.say("still here"))["seq"] == 1


@ON_ONE
@pytest.mark.parametrize("kind", ["feedback", "email", "code", "rate", "forget"])
async def test_what_is_not_offered_yet_is_a_bad_frame(chat: Chat, kind: str) -> None:
    more = {"seq": 1, "helpful": True, "address": "a@x.example", "code": "123456", "score": 5, "comment": ""}
    async with chat.talk() as reader:
        assert (await error(reader, type=kind, **more))["code"] == "bad_frame"


@ON_ONE
@pytest.mark.parametrize("client_id", ["", "x" * 65, 7, None, "a\nb", "\ud800", "x" * 100_000])
async def test_a_bad_client_id_is_a_bad_frame(chat: Chat, client_id: object) -> None:
    async with chat.talk() as reader:
        fault = await error(reader, type="message", client_id=client_id, text="hi")

        assert fault["code"] == "bad_frame"
        assert (await reader.say("still here"))["seq"] == 1


async def test_a_repeat_is_acked_whatever_it_holds_now(chat: Chat) -> None:
    async with chat.talk() as reader:
        first = await reader.say("hello", "m1")
        answer = await reader.hear("message")
        for frame in ({"text": ""}, {"text": "x" * (MAX_TEXT + 1)}, {"type": "choose", "entry": "nosuch"}):
            await reader.send(**{"type": "message", "client_id": "m1", **frame})
            assert await reader.hear("ack") == first
        assert (await reader.say("more", "m2"))["seq"] == answer["seq"] + 1


async def test_blank_text_is_a_message_and_an_odd_hello_begins_a_session(chat: Chat) -> None:
    async with chat.open() as reader:
        await reader.send(type="hello", session=5, after=None)
        welcome = await reader.hear("welcome")
        ack = await reader.say(" \n ")

    assert (welcome["messages"], ack["seq"]) == ([], 1)


async def test_the_error_names_the_message_that_it_is_about(chat: Chat) -> None:
    async with chat.talk() as reader:
        empty = await error(reader, type="message", client_id="m1", text="")
        missing = await error(reader, type="message", client_id="m2")

    assert [(each["code"], each["client_id"]) for each in (empty, missing)] == [
        ("bad_frame", "m1"),
        ("bad_frame", "m2"),
    ]


async def test_binary_frames_are_bad_frames(chat: Chat) -> None:
    async with chat.talk() as reader:
        await reader.socket.send_bytes(b'{"type": "ask_librarian"}')

        assert (await reader.hear("error"))["detail"] == "frames are text"


async def test_text_has_at_most_8000_code_points_whatever_they_weigh(chat: Chat) -> None:
    async with chat.talk() as reader:
        fault = await error(reader, type="message", client_id="1", text="😀" * (MAX_TEXT + 1))
        ack = await reader.say("😀" * MAX_TEXT)

    assert (fault["code"], fault["client_id"], ack["seq"]) == ("too_long", "1", 1)


async def test_what_no_database_takes_is_replaced(chat: Chat) -> None:
    async with chat.talk() as reader:
        await reader.say("a\x00b \ud83d c")
        session = reader.welcome["session"]

    async with chat.talk(session) as again:
        assert again.welcome["messages"][0]["text"] == "a\ufffdb \ufffd c"


async def test_a_frame_of_two_mebibytes_is_read_and_a_larger_one_closes_with_1009(chat: Chat) -> None:
    frame = json.dumps({"type": "message", "client_id": "1", "text": ""})
    async with chat.talk() as reader:
        fault = await raw(reader, frame.replace('""', json.dumps("x" * (MAX_FRAME - len(frame)))))
        await reader.socket.send_str("x" * (MAX_FRAME + 1))
        end = await reader.socket.receive()

    assert fault["code"] == "too_long"
    assert (end.type, end.data) == (WSMsgType.CLOSE, 1009)


async def test_unknown_fields_are_ignored(chat: Chat) -> None:
    async with chat.talk() as reader:
        await reader.send(type="message", client_id="1", text="hi", colour="red", attachments=[])

        assert (await reader.hear("ack"))["client_id"] == "1"

"""Hello first, sessions, and whose pages may open a socket: the contract, line by line."""

import pytest
from aiohttp import ClientSession, WSServerHandshakeError

from channels.web_chat.channel import allowed_origins
from tests.channels.web_chat.chat import ON_ONE, Chat, error


async def test_a_new_session_is_welcomed_with_nothing(chat: Chat) -> None:
    async with chat.talk() as reader:
        welcome = reader.welcome

    assert {key: welcome[key] for key in welcome if key != "session"} == {
        "type": "welcome",
        "owner": "bot",
        "language": "en",
        "case": None,
        "messages": [],
        "more": False,
    }
    assert len(welcome["session"]) >= 22


@ON_ONE
@pytest.mark.parametrize("frame", ["message", "choose", "ask_librarian", "back_to_bot", "typing", "seen"])
async def test_hello_comes_first(chat: Chat, frame: str) -> None:
    more = {"client_id": "1", "text": "hi", "entry": "renew", "on": True, "seq": 1}
    async with chat.open() as reader:
        fault = await error(reader, type=frame, **more)
        assert (fault["code"], fault["detail"]) == ("bad_frame", "hello comes first")

        await reader.hello()


async def test_hello_is_said_once(chat: Chat) -> None:
    async with chat.talk() as reader:
        assert (await error(reader, type="hello"))["code"] == "bad_frame"


async def test_a_session_is_resumed_before_anything_was_said(chat: Chat) -> None:
    async with chat.talk() as reader:
        session = reader.welcome["session"]

    async with chat.talk(session) as again:
        assert again.welcome["session"] == session


@pytest.mark.parametrize("how", ["altered", "end altered", "cut", "empty", "a stranger's", "not text"])
async def test_what_is_no_session_of_ours_is_welcomed_as_a_new_one(chat: Chat, how: str) -> None:
    async with chat.talk() as reader:
        await reader.say("mine")
        session = reader.welcome["session"]
    changed = {
        "altered": ("B" if session[0] == "A" else "A") + session[1:],
        "end altered": session[:-1] + ("B" if session[-1] == "A" else "A"),
        "cut": session[:-1],
        "empty": "",
        "a stranger's": "x" * len(session),
        "not text": "\ud800",
    }[how]

    async with chat.talk(changed) as other:
        assert other.welcome["messages"] == []
        assert other.welcome["session"] != session


async def test_the_language_announced_is_the_nearest_of_ours_until_the_text_speaks(chat: Chat) -> None:
    async with chat.talk(language="zh-TW") as reader:
        assert reader.welcome["language"] == "zh-Hant"
        await reader.say("how do I renew?")
        session = reader.welcome["session"]

    async with chat.talk(session, language="zh-TW") as again:
        assert again.welcome["language"] == "en"


@ON_ONE
@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null"])
async def test_another_pages_socket_is_forbidden(chat: Chat, origin: str) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        async with chat.open(origin=origin):
            pass
    assert refused.value.status == 403


async def test_a_socket_without_an_origin_is_forbidden(chat: Chat) -> None:
    async with ClientSession() as client:
        with pytest.raises(WSServerHandshakeError) as refused:
            await client.ws_connect(f"{chat.url}/chat/ws")
    assert refused.value.status == 403


async def test_every_name_of_this_machine_is_the_same_page(chat: Chat) -> None:
    async with chat.open(origin=chat.url.replace("127.0.0.1", "localhost")) as reader:
        assert (await reader.hello())["type"] == "welcome"


@pytest.mark.parametrize(
    ("public", "origin", "passes"),
    [
        ("https://ask.x.example", "https://ask.x.example", True),
        ("https://ask.x.example:443/", "https://ask.x.example", True),
        ("http://ask.x.example:80", "http://ask.x.example", True),
        ("https://ASK.x.example", "https://ask.x.example", True),
        ("https://ask.x.example", "http://ask.x.example", False),
        ("https://ask.x.example", "https://ask.x.example:8443", False),
        ("http://[::1]:8080", "http://localhost:8080", True),
        ("http://[2001:db8::1]:8080", "http://[2001:db8::1]:8080", True),
    ],
)
def test_an_origin_is_compared_as_browsers_write_it(public: str, origin: str, passes: bool) -> None:  # noqa: FBT001 (a table)
    assert (origin in allowed_origins(public)) is passes

"""A reader's browser, as far as the socket sees it."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

Frame = dict[str, Any]
PATIENCE = 30.0


class Reader:
    """Speaks docs/protocol.md over one socket; what came is kept in order."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.frames: list[Frame] = []
        self._read = 0
        self._ids = itertools.count(1)
        self.welcome: Frame = {}

    async def hello(self, session: str | None = None, *, after: int = 0, language: str = "zh-CN") -> Frame:
        await self.send(type="hello", session=session, after=after, language=language)
        self.welcome = await self.hear("welcome")
        return self.welcome

    async def send(self, **frame: Any) -> None:
        await self.socket.send_str(json.dumps(frame))

    async def say(self, text: str, client_id: str | None = None) -> Frame:
        """Send a message and return its ack."""
        client_id = client_id or f"m{next(self._ids)}"
        await self.send(type="message", client_id=client_id, text=text)
        return await self.hear("ack")

    async def ask(self, text: str) -> Frame:
        """Send a message and return the next message of somebody else."""
        await self.say(text)
        return await self.hear("message")

    async def hear(self, kind: str, wanted: Callable[[Frame], bool] = lambda _: True) -> Frame:
        """Return the next frame of a kind, past those of other kinds."""
        async with asyncio.timeout(PATIENCE):
            while True:
                while self._read >= len(self.frames):
                    await self._receive()
                frame = self.frames[self._read]
                self._read += 1
                if frame["type"] == kind and wanted(frame):
                    return frame

    async def _receive(self) -> None:
        received = await self.socket.receive()
        if received.type is not aiohttp.WSMsgType.TEXT:
            raise ConnectionError(f"the socket ended: {received.type.name} {received.data}")
        self.frames.append(json.loads(received.data))


@asynccontextmanager
async def open_reader(
    url: str,
    *,
    origin: str | None = None,
    headers: dict[str, str] | None = None,
) -> AsyncIterator[Reader]:
    """Open the socket of a RIC at `url`, with the Origin of its own pages unless another is given."""
    headers = {"Origin": origin or url, **(headers or {})}
    async with (
        aiohttp.ClientSession() as client,
        client.ws_connect(f"{url}/chat/ws", headers=headers, max_msg_size=0) as socket,
    ):
        yield Reader(socket)


@asynccontextmanager
async def chatting(
    url: str,
    session: str | None = None,
    *,
    origin: str | None = None,
    **hello: Any,
) -> AsyncIterator[Reader]:
    """Open the socket and say hello."""
    async with open_reader(url, origin=origin) as reader:
        await reader.hello(session, **hello)
        yield reader

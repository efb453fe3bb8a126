"""Idle readers: sockets that say hello and then only answer pings, so cheaply that one process holds ten thousand."""

import asyncio
import json
import resource
from dataclasses import dataclass
from typing import cast

from yarl import URL

_AT_ONCE = 100
_SPARE = 300
"""Open files that client and server need besides the sockets."""
_SECONDS_TO_OPEN = 30.0
_TEXT, _CLOSE, _PING = 0x1, 0x8, 0x9
_MASK = bytes(4)
_PONG = bytes([0x8A, 0x80]) + _MASK


@dataclass(slots=True)
class Tally:
    """What all sockets together have seen."""

    welcomed: int = 0
    pings: int = 0
    dropped: int = 0


class IdleSocket(asyncio.Protocol):
    """One reader's socket (RFC 6455), by hand: the masking key is zero, and of frames only the kind is looked at."""

    def __init__(self, url: URL, tally: Tally) -> None:
        self._url, self._tally = url, tally
        self._heard = b""
        self._upgraded = False
        self._leaving = False
        self.welcome: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is one, though not by descent
        self._transport.write(
            f"GET /chat/ws HTTP/1.1\r\nHost: {self._url.authority}\r\nOrigin: {self._url.origin()}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self._heard += data
        if not self._upgraded:
            head, end, rest = self._heard.partition(b"\r\n\r\n")
            if not end:
                return
            self._upgraded, self._heard = head.startswith(b"HTTP/1.1 101"), rest
            self._say({"type": "hello", "session": None, "after": 0, "language": "en"})
        while (length := _whole_frame(self._heard)) is not None:
            kind, self._heard = self._heard[0] & 0xF, self._heard[length:]
            self._take(kind)

    def connection_lost(self, exc: Exception | None) -> None:
        self._tally.dropped += not self._leaving
        if not self.welcome.done():
            self.welcome.set_exception(exc or ConnectionError("the socket was closed before the welcome"))

    def leave(self) -> None:
        self._leaving = True
        self._transport.abort()

    def _take(self, kind: int) -> None:
        if kind == _PING:
            self._tally.pings += 1
            self._transport.write(_PONG)
        elif kind == _TEXT and not self.welcome.done():
            self._tally.welcomed += 1
            self.welcome.set_result(None)
        elif kind == _CLOSE:
            self._transport.close()

    def _say(self, frame: dict[str, object]) -> None:
        payload = json.dumps(frame).encode()
        assert len(payload) < 126
        self._transport.write(bytes([0x81, 0x80 | len(payload)]) + _MASK + payload)


def _whole_frame(heard: bytes) -> int | None:
    """Return how long the first frame is; None while it is not all there."""
    if len(heard) < 2:
        return None
    length, head = heard[1] & 0x7F, 2
    if length >= 126:
        head += 2 if length == 126 else 8
        length = int.from_bytes(heard[2:head])
    return head + length if len(heard) >= head + length else None


async def open_idle(url: str, count: int, tally: Tally) -> list[IdleSocket]:
    """Open so many sockets, some at once, and return them when each was welcomed."""
    loop, free, at = asyncio.get_running_loop(), asyncio.Semaphore(_AT_ONCE), URL(url)
    host, port = str(at.host), int(at.port or 80)

    async def open_one() -> IdleSocket:
        async with free:
            _, socket = await loop.create_connection(lambda: IdleSocket(at, tally), host, port)
            async with asyncio.timeout(_SECONDS_TO_OPEN):
                await socket.welcome
            return socket

    return list(await asyncio.gather(*(open_one() for _ in range(count))))


def most_sockets() -> int:
    """Let this process and those that it starts open as many files as they may; return how many sockets that makes."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return int(hard) - _SPARE

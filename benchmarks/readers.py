"""Readers who ask one question after another over the chat's socket, and what they measured."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

SECONDS_TO_HEAR = 30.0
Ask = Callable[[], str]
"""Gives the next question."""


@dataclass
class Heard:
    """What the readers of one round measured; `milliseconds` has one value an exchange."""

    exchanges: int = 0
    acknowledged: int = 0
    failed: int = 0
    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Exchanges a second."""
        return self.exchanges / self.seconds


async def ask_in_turn(urls: Sequence[str], *, readers: int, seconds: float, question: Ask) -> Heard:
    """Let readers ask side by side, each waiting for the answer before asking again, for some seconds.

    Of several servers of one library each has its share of readers; the first is the one whose pages readers are on.
    """
    heard = Heard()
    async with client_session() as client:
        opened = [_Reader(client, urls[number % len(urls)], urls[0], heard) for number in range(readers)]
        for reader in opened:
            await reader.open()
        began = time.perf_counter()
        await asyncio.gather(*(reader.ask_until(began + seconds, question) for reader in opened))
        heard.seconds = time.perf_counter() - began
        await asyncio.gather(*(reader.socket.close() for reader in opened))
    return heard


class Crowd:
    """Many open sockets on one server, which stay open from one round to the next."""

    def __init__(self, client: aiohttp.ClientSession, url: str, sockets: int) -> None:
        self._turn = 0
        self._readers = [_Reader(client, url, url, Heard()) for _ in range(sockets)]

    async def open(self) -> None:
        """Open all sockets."""
        for reader in self._readers:
            await reader.open()

    async def ask_evenly(self, *, rate: float, count: int, question: Ask) -> Heard:
        """Let one socket after another ask, so many a second, whether or not those before were answered."""
        heard, asking = Heard(), []
        began = time.perf_counter()
        for number in range(count):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            reader = self._readers[self._turn % len(self._readers)]
            self._turn += 1
            reader.heard = heard
            asking.append(asyncio.create_task(reader.ask(question())))
        await asyncio.gather(*asking)
        heard.seconds = time.perf_counter() - began
        return heard


def client_session() -> aiohttp.ClientSession:
    """Return a client with any number of connections."""
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))


class _Reader:
    """One reader's socket; after a hand-over, when the bot is silent, somebody else takes its place."""

    def __init__(self, client: aiohttp.ClientSession, url: str, page: str, heard: Heard) -> None:
        self._client, self._url, self._page, self.heard = client, url, page, heard
        self._number = 0

    async def open(self) -> None:
        self.socket = await self._client.ws_connect(
            f"{self._url}/chat/ws", headers={"Origin": self._page}, max_msg_size=0
        )
        await self.socket.send_str(json.dumps({"type": "hello", "session": None, "after": 0, "language": "en"}))
        await self.socket.receive_json()

    async def ask_until(self, until: float, question: Ask) -> None:
        while time.perf_counter() < until:
            answer = await self.ask(question())
            if answer is None:
                return
            if answer["author"] == "system":
                await self.socket.close()
                await self.open()

    async def ask(self, text: str) -> dict[str, Any] | None:
        """Ask and return the answer; None where there was none in time."""
        self._number += 1
        asked = time.perf_counter()
        try:
            async with asyncio.timeout(SECONDS_TO_HEAR):
                frame = {"type": "message", "client_id": f"q{self._number}", "text": text}
                await self.socket.send_str(json.dumps(frame))
                answer = await self._answer()
        except (TimeoutError, TypeError, ConnectionError):
            self.heard.failed += 1
            return None
        self.heard.exchanges += 1
        self.heard.milliseconds.append(1000 * (time.perf_counter() - asked))
        return answer

    async def _answer(self) -> dict[str, Any]:
        while True:
            frame: dict[str, Any] = await self.socket.receive_json()
            self.heard.acknowledged += frame["type"] == "ack"
            if frame["type"] == "message":
                return frame

"""Readers who ask one question after another over the chat's socket, and what they measured."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp

SECONDS_TO_HEAR = 30.0


@dataclass
class Heard:
    """What the readers of one round measured; `milliseconds` has one value an exchange."""

    exchanges: int = 0
    failed: int = 0
    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)


async def ask_in_turn(url: str, *, readers: int, seconds: float, question: str, pause: float = 0.0) -> Heard:
    """Let readers ask side by side, each waiting for the answer before asking again, for some seconds."""
    heard = Heard()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as client:
        sockets = [await open_socket(client, url) for _ in range(readers)]
        began = time.perf_counter()
        until = began + seconds
        await asyncio.gather(*(_ask(socket, heard, until, question, pause) for socket in sockets))
        heard.seconds = time.perf_counter() - began
        await asyncio.gather(*(socket.close() for socket in sockets))
    return heard


async def open_socket(client: aiohttp.ClientSession, url: str) -> aiohttp.ClientWebSocketResponse:
    """Open a socket and say hello."""
    socket = await client.ws_connect(f"{url}/chat/ws", headers={"Origin": url}, max_msg_size=0)
    await socket.send_str(json.dumps({"type": "hello", "session": None, "after": 0, "language": "en"}))
    await socket.receive_json()
    return socket


async def _ask(
    socket: aiohttp.ClientWebSocketResponse, heard: Heard, until: float, question: str, pause: float
) -> None:
    number = 0
    while time.perf_counter() < until:
        number += 1
        asked = time.perf_counter()
        await socket.send_str(json.dumps({"type": "message", "client_id": f"q{number}", "text": question}))
        try:
            async with asyncio.timeout(SECONDS_TO_HEAR):
                await _answer(socket)
        except (TimeoutError, TypeError):
            heard.failed += 1
            return
        heard.exchanges += 1
        heard.milliseconds.append(1000 * (time.perf_counter() - asked))
        if pause:
            await asyncio.sleep(pause)


async def _answer(socket: aiohttp.ClientWebSocketResponse) -> dict[str, Any]:
    while True:
        frame: dict[str, Any] = await socket.receive_json()
        if frame["type"] == "message":
            return frame

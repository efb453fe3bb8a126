"""A reader in the web chat: writes under backlog, loses the connection again and again, and comes back by contract."""

import asyncio
import contextlib
import itertools
import json
from collections.abc import Sequence
from socket import SHUT_RDWR

import aiohttp

from faults.ledger import WebTalk, Written
from faults.plan import Dice, Plan
from faults.questions import Question
from faults.visit import Visit

HELLO_SECONDS = 15.0
CONNECTED = 2.0
"""Seconds for which a connection is kept, on average, before the client drops it without a word."""
AWAY = 0.4
"""Seconds until it comes back, on average: what is said meanwhile has to be told then."""
TALK = 14
TWICE = 0.1
BURST = 3
"""Messages that are written at once at most."""


class WebReader:
    """One client: a session after the other."""

    def __init__(self, plan: Plan, dice: Dice, name: str, *, connected: float = CONNECTED) -> None:
        self._plan = plan
        self._dice = dice
        self._name = name
        self._connected = connected
        self._numbers = itertools.count(1)

    async def run(self) -> None:
        """Talk until the plan says that it is enough; what was begun is brought to its end."""
        async with aiohttp.ClientSession() as http:
            while self._plan.writing:
                await self.talk(http, self._dice.questions(TALK))

    async def talk(self, http: aiohttp.ClientSession, questions: Sequence[Question]) -> WebTalk:
        """Have one session from hello to the last answer, over as many connections as it takes."""
        visit = Visit(self._plan, [(f"{self._name}-{next(self._numbers)}", asked) for asked in questions])
        self._plan.ledger.talks.append(visit.talk)
        while not visit.finished:
            try:
                async with asyncio.timeout(HELLO_SECONDS + 4 * CONNECTED):
                    await self._connect(http, visit)
            except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
                pass
            await asyncio.sleep(self._dice.pause(AWAY))
        return visit.talk

    async def _connect(self, http: aiohttp.ClientSession, visit: Visit) -> None:
        url = self._dice.random.choice(self._plan.urls)
        headers = {"Origin": self._plan.urls[0]}
        async with http.ws_connect(f"{url}/chat/ws", headers=headers, max_msg_size=0) as socket:
            hello = {"type": "hello", "session": visit.session, "after": visit.last, "language": "zh-CN"}
            await socket.send_str(json.dumps(hello))
            writing = asyncio.create_task(self._write(socket, visit))
            try:
                async with asyncio.timeout(HELLO_SECONDS):
                    while not visit.welcome.is_set():
                        visit.hear(await socket.receive_json())
                async with asyncio.timeout(self._dice.pause(self._connected)):
                    while not visit.finished:
                        visit.hear(await socket.receive_json())
            except TimeoutError:
                _abort(socket)
            except TypeError as error:  # what came is no text: the socket was closed
                raise ConnectionError from error
            finally:
                self._plan.ledger.counts["web: connections lost"] += visit.welcome.is_set() and not visit.finished
                visit.welcome.clear()
                writing.cancel()
                with contextlib.suppress(asyncio.CancelledError, ConnectionError, aiohttp.ClientError):
                    await writing

    async def _write(self, socket: aiohttp.ClientWebSocketResponse, visit: Visit) -> None:
        await visit.welcome.wait()
        for written in visit.unacknowledged:
            await visit.send(socket, written)
        pause = 0.1
        while True:
            await asyncio.sleep(self._dice.pause(pause))
            pause = self._plan.pace
            for _ in range(self._dice.random.randint(1, BURST)):
                if visit.may_write(enough=not self._plan.writing):
                    await self._send(socket, visit, visit.write())
            if visit.refused:
                await visit.send(socket, visit.refused.pop(0))

    async def _send(self, socket: aiohttp.ClientWebSocketResponse, visit: Visit, written: Written) -> None:
        """Send a message, at times twice at once. Never again once it was acknowledged: that would hide a loss."""
        twice = self._dice.random.random() < TWICE
        self._plan.ledger.counts["web messages sent twice"] += twice
        for _ in range(1 + twice):
            await visit.send(socket, written)


def _abort(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Cut the connection as a dying network does: without a closing frame."""
    raw = socket.get_extra_info("socket")
    if raw is not None:
        with contextlib.suppress(OSError):
            raw.shutdown(SHUT_RDWR)

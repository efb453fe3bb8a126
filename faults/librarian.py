"""A librarian at the desk: takes who waits, replies until it is stored, and closes with the last words."""

import asyncio
import itertools
from typing import Any

import aiohttp

from faults.ledger import CLOSING
from faults.plan import Dice, Plan
from tests.parts.librarian import LibrarianClient
from tests.parts.library import EMAIL, PASSWORD

SECONDS = 15.0
STORED = frozenset({200, 201})
REFUSED = frozenset({404, 409})


class Librarian:
    """One client over HTTP; a call that fails is made again with the same client_id."""

    def __init__(self, plan: Plan, dice: Dice) -> None:
        self._plan = plan
        self._dice = dice
        self._numbers = itertools.count(1)

    async def run(self) -> None:
        """Work until all is calm and nobody waits."""
        while not self._plan.calm.is_set():
            try:
                async with aiohttp.ClientSession(
                    cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=aiohttp.ClientTimeout(SECONDS)
                ) as http:
                    await self._sit(http)
            except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
                await asyncio.sleep(0.5)

    async def _sit(self, http: aiohttp.ClientSession) -> None:
        url = self._dice.random.choice(self._plan.urls)
        client = LibrarianClient(http, url)
        if await client.sign_in(EMAIL, PASSWORD) not in STORED:
            raise ConnectionError
        while not self._plan.calm.is_set():
            status, page = await client.get("conversations", view="waiting")
            if status not in STORED:
                self._count(status)
                raise ConnectionError
            for row in page["items"][:5]:
                await self._serve(client, row["id"])
            await asyncio.sleep(self._dice.pause(1.0))

    async def _serve(self, client: Any, conversation: str) -> None:
        """Claim, reply once or twice, and close; whoever was taken away meanwhile waits again and is found again."""
        if not await self._insist(client, f"conversations/{conversation}/claim"):
            return
        if self._dice.random.random() < 0.5:  # noqa: PLR2004 (every other one is told more)
            await self._reply(client, conversation, "请稍等", close=False)
        await self._reply(client, conversation, CLOSING, close=True)

    async def _reply(self, client: Any, conversation: str, words: str, *, close: bool) -> None:
        mark = f"L-{next(self._numbers)}Z"
        body = {"text": f"{words} {mark}", "client_id": mark, "close": close}
        self._plan.ledger.replies[mark] = False
        if await self._insist(client, f"conversations/{conversation}/reply", **body):
            self._plan.ledger.replies[mark] = True
            if self._dice.random.random() < 0.2:  # noqa: PLR2004 (one in five is sent again although it was stored)
                await self._insist(client, f"conversations/{conversation}/reply", **body)

    async def _insist(self, client: Any, path: str, **body: Any) -> bool:
        """Call until the answer is certain: stored, or refused."""
        while True:
            try:
                status, _ = await client.post(path, **body)
            except (aiohttp.ClientError, OSError, TimeoutError):
                client.url = self._dice.random.choice(self._plan.urls)
                await asyncio.sleep(0.5)
                continue
            if status in STORED | REFUSED:
                return status in STORED
            self._count(status)
            if status not in {500, 503}:
                raise ConnectionError
            await asyncio.sleep(0.5)

    def _count(self, status: int) -> None:
        self._plan.ledger.counts[f"desk: {status}"] += 1
        if status == 500:  # noqa: PLR2004 (HTTP's "our fault", which no fault around it may cause)
            self._plan.ledger.wrong.append("desk: HTTP 500")

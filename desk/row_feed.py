"""From hints to rows: gathers what changed, reads all of it at once, and tells every open desk what is new to them."""

import asyncio
import json
import logging
from collections.abc import Callable

from crm_store.database import Database
from crm_store.views import View, rows_by_id
from desk.shapes import Row
from routing.errors import Unavailable
from routing.messages import Author
from routing.ports import Typing

log = logging.getLogger(__name__)

GATHER_SECONDS = 0.02
RETRY_SECONDS = 1.0
_AT_ONCE = 200
_MOST_KNOWN = 20_000


class RowFeed:
    """Satisfies routing.ports.Listener. A version is told once; lost hints come again from crm_store.watch."""

    def __init__(self, database: Database, tell: Callable[[str], None]) -> None:
        self._database = database
        self._tell = tell
        self._changed: set[int] = set()
        self._wake = asyncio.Event()
        self._told: dict[int, int] = {}

    def conversation_changed(self, conversation_id: int, contact_id: int) -> None:  # noqa: ARG002 (the port's signature)
        self._changed.add(conversation_id)
        self._wake.set()

    def typing(self, typing: Typing) -> None:
        if typing.author is Author.READER:
            words = {"conversation": str(typing.conversation_id), "author": typing.author.value, "on": typing.on}
            self._tell(json.dumps({"type": "typing", **words}))

    async def run(self) -> None:
        """Tell until cancelled. A database that is away is asked again."""
        while True:
            await self._wake.wait()
            await asyncio.sleep(GATHER_SECONDS)
            try:
                await self.step()
            except Unavailable:
                log.warning("row_feed_unavailable")
                await asyncio.sleep(RETRY_SECONDS)

    async def step(self) -> None:
        """Read the rows that changed and tell those whose version was not told yet."""
        ids = sorted(self._changed)[:_AT_ONCE]
        self._changed.difference_update(ids)  # before reading: what changes from here on is a new hint
        if not self._changed:
            self._wake.clear()
        for row in await self._read(ids):
            self._tell_row(row)

    async def _read(self, ids: list[int]) -> list[View]:
        try:
            return await self._database.read(lambda connection: rows_by_id(connection, ids))
        except Unavailable:
            self._changed.update(ids)
            self._wake.set()
            raise

    def _tell_row(self, row: View) -> None:
        if self._told.get(row["id"], -1) >= row["version"]:
            return
        if len(self._told) >= _MOST_KNOWN:
            self._told.clear()
        self._told[row["id"]] = row["version"]
        self._tell(f'{{"type":"conversation","row":{Row.model_validate(row).model_dump_json()}}}')

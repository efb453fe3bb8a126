"""From hints to rows: gathers what changed, reads all of it at once, and tells every open desk what is new to them."""

import asyncio
import json
from collections.abc import Callable

from crm_store.database import Database
from crm_store.views import View, rows_by_id
from desk.shapes import Row
from routing.measures import UNCOUNTED, Measures
from routing.messages import Author
from routing.ports import Bell, MakeNews, Typing

BELL = "desk_rows"
GATHER_SECONDS = 0.02
_AT_ONCE = 200
_MOST_KNOWN = 20_000


class RowFeed:
    """Satisfies routing.ports.Listener. A version is told once; lost hints come again from crm_store.watch."""

    def __init__(
        self,
        database: Database,
        bell: Bell,
        tell: Callable[[str], None],
        measures: Measures = UNCOUNTED,
        is_heard: Callable[[], bool] = lambda: True,
    ) -> None:
        self._database = database
        self._bell = bell
        self._tell = tell
        self._is_heard = is_heard
        self._measures = measures
        self._changed: set[int] = set()
        self._told: dict[int, int] = {}

    def conversation_changed(self, conversation_id: int, contact_id: int, news: MakeNews | None = None) -> None:  # noqa: ARG002 (the port's signature)
        if self._is_heard():  # a desk that opens later reads its lists anew
            self._changed.add(conversation_id)
            self._bell.ring(BELL)

    def typing(self, typing: Typing) -> None:
        if typing.author is Author.READER:
            words = {"conversation": str(typing.conversation_id), "author": typing.author.value, "on": typing.on}
            self._tell(json.dumps({"type": "typing", **words}))

    async def step(self) -> bool:
        """Tell the rows that changed and whose version was not told yet; True if there were any."""
        if not self._changed:
            return False
        await asyncio.sleep(GATHER_SECONDS)
        ids = sorted(self._changed)[:_AT_ONCE]
        self._changed.difference_update(ids)  # before reading: what changes from here on is a new hint
        for row in await self._read(ids):
            self._tell_row(row)
        return True

    async def _read(self, ids: list[int]) -> list[View]:
        """Read rows, and keep their hints for later where that fails."""
        rows = None
        try:
            rows = await self._database.read(lambda connection: rows_by_id(connection, ids))
        finally:
            if rows is None:
                self._changed.update(ids)
        return rows

    def _tell_row(self, row: View) -> None:
        if self._told.get(row["id"], -1) >= row["version"]:
            return
        if len(self._told) >= _MOST_KNOWN:
            self._told.clear()
        self._told[row["id"]] = row["version"]
        self._tell(f'{{"type":"conversation","row":{Row.model_validate(row).model_dump_json()}}}')
        self._measures.shown(row["updated"])

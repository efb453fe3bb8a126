"""Who is at the desk: an open events socket is a librarian's presence, a heartbeat in the database for all to see."""

import asyncio
import logging
from collections import Counter
from datetime import timedelta

from crm_store.librarians import set_seen
from desk.parts import DeskParts
from routing.continuation import ON_DUTY
from routing.errors import Unavailable

log = logging.getLogger(__name__)

BEAT_SECONDS = 30.0
GONE = ON_DUTY + timedelta(seconds=1)
"""Who closes the desk was seen so long ago: off duty at once, but not yet away past a conversation's grace time."""


class Presence:
    """Writes the heartbeats of the librarians whose sockets are open in this process."""

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._open: Counter[int] = Counter()
        self._turn = asyncio.Lock()

    async def arrive(self, librarian_id: int) -> None:
        """A socket was opened."""
        self._open[librarian_id] += 1
        await self._write([librarian_id])

    async def leave(self, librarian_id: int) -> None:
        """A socket was closed; with the last one the librarian is gone."""
        self._open[librarian_id] -= 1
        await self._write([librarian_id])

    async def beat(self) -> None:
        """Say of everybody whose desk is open that it still is."""
        await self._write([key for key, count in self._open.items() if count > 0])

    async def _write(self, librarians: list[int]) -> None:
        """Write one after the other, and what holds when it is one's turn: opening and closing may cross."""
        async with self._turn:
            now = self._parts.clock()
            seen = {key: now if self._open[key] > 0 else now - GONE for key in librarians}
            try:
                await self._parts.writer.run(lambda connection: set_seen(connection, seen))
            except Unavailable:
                log.warning("presence_not_written")

"""Looks every two seconds for conversations that changed lately: the way without Redis, and what heals a lost hint."""

import asyncio
import logging
from datetime import datetime, timedelta

from sqlalchemy import select

from crm_store.bell import LocalFanout
from crm_store.database import Database
from crm_store.tables import conversation
from routing.errors import Unavailable
from routing.ports import Clock

log = logging.getLogger(__name__)

EVERY = 2.0
OVERLAP = timedelta(seconds=10)
"""How far each look reaches back: clocks of several machines differ, and a commit may come after its time stamp."""


class Watch:
    """Tells this process's listeners about versions that it has not told before."""

    def __init__(self, database: Database, fanout: LocalFanout, clock: Clock) -> None:
        self._database = database
        self._fanout = fanout
        self._clock = clock
        self._told: dict[int, int] = {}
        self._looked: datetime | None = None

    async def run(self) -> None:
        """Look until cancelled. A database that is away is asked again."""
        while True:
            try:
                await self.look()
            except Unavailable:
                log.warning("watch_unavailable")
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Tell what changed since the last look that succeeded, and within the overlap before it."""
        now = self._clock()
        since = (self._looked or now) - OVERLAP
        columns = conversation.c.id, conversation.c.contact_id, conversation.c.version
        query = select(*columns).where(conversation.c.updated >= since)
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        for row in rows:
            if self._told.get(row.id) != row.version:
                self._fanout.changed_here(row.id, row.contact_id)
        self._told = {row.id: row.version for row in rows}
        self._looked = now

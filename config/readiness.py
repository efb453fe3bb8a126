"""Is RIC ready? Tables migrated, knowledge loaded, and a commit that worked within the last seconds."""

import asyncio
import time

from sqlalchemy import Connection, select, update

from crm_store.bulk import insert_or_ignore
from crm_store.tables import cursor
from crm_store.writer import Writer
from routing.errors import RicError

PROBED_EVERY = 5.0
PROBE_SECONDS = 5.0
_NAME = "readiness"


class Readiness:
    """Gives the reasons why RIC is not ready; asks the database at most every five seconds."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._probing = asyncio.Lock()
        self._asked = float("-inf")
        self._reasons: list[str] = []
        self.waiting_for: set[str] = {"tables", "knowledge"}

    async def reasons(self) -> list[str]:
        """Return why RIC is not ready; an empty list: it is."""
        if self.waiting_for:
            return [f"{what}: not loaded yet" for what in sorted(self.waiting_for)]
        async with self._probing:
            if time.monotonic() - self._asked >= PROBED_EVERY:
                self._reasons = await self._probe()
                self._asked = time.monotonic()
            trouble = self._writer.trouble  # tells of the last commit, where that is later than the last question
            return self._reasons or ([f"store: {trouble}"] if trouble else [])

    async def _probe(self) -> list[str]:
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                await self._writer.run(_commit_something)
        except TimeoutError:
            return [f"store: no commit within {PROBE_SECONDS:.0f} seconds"]
        except RicError as error:
            return [f"store: {error}"]
        return []


def _commit_something(connection: Connection) -> None:
    """Change a row, so that a database that is full or read-only is noticed."""
    connection.execute(insert_or_ignore(connection.dialect.name, cursor, ["name"]).values(name=_NAME, value=0))
    bumped = select(cursor.c.value + 1).where(cursor.c.name == _NAME).scalar_subquery()
    connection.execute(update(cursor).where(cursor.c.name == _NAME).values(value=bumped))

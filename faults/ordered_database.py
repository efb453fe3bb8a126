"""A database that does what the harness orders: it ends the process at a commit, or is full or read-only."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection

from crm_store.database import Database

T = TypeVar("T")
_LIMITS = {
    "full": ("PRAGMA max_page_count={pages}", "PRAGMA max_page_count=1073741823"),
    "readonly": ("PRAGMA query_only=ON", "PRAGMA query_only=OFF"),
}
EXIT_CODE = 77
"""How a process ends at the ordered commit, so that no other end is taken for it."""


class OrderedDatabase:
    """Satisfies crm_store.database.Database over another one."""

    def __init__(self, inner: Database) -> None:
        self._inner = inner
        self.lanes = inner.lanes
        self._commits = 0
        self._exit: tuple[str, int] = ("never", 0)
        self._ailment = "off"

    def order(self, words: Sequence[str]) -> None:
        """Take an order; commits are counted from here. Called from another thread."""
        if words[0] == "exit":
            self._commits = 0
            self._exit = (words[1], int(words[2]))
        else:
            self._ailment = words[0] if words[-1] == "on" else "off"

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run a transaction; the ordered one ends the process just before its commit, or just after."""
        self._commits += 1
        due = self._commits == self._exit[1]

        def watched(connection: Connection) -> T:
            with self._ill(connection):
                result = work(connection)
            if due and self._exit[0] == "before":
                os._exit(EXIT_CODE)
            return result

        result = await self._inner.write(watched)
        if due and self._exit[0] == "after":
            os._exit(EXIT_CODE)
        return result

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Read as ever."""
        return await self._inner.read(work)

    async def alter(self, work: Callable[[Connection], T]) -> T:
        """Change tables as ever."""
        return await self._inner.alter(work)

    async def empty_log(self) -> bool:
        """Empty the log as ever."""
        return await self._inner.empty_log()

    async def close(self) -> None:
        """Close the other one."""
        await self._inner.close()

    @contextmanager
    def _ill(self, connection: Connection) -> Iterator[None]:
        """Let SQLite itself refuse: what its users see is its own error, not one of ours. The connection is well again
        afterwards, since a read-only one could not even begin to write.
        """
        if connection.dialect.name != "sqlite" or self._ailment == "off":
            yield
            return
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        bad, good = _LIMITS[self._ailment]
        connection.exec_driver_sql(bad.format(pages=pages))
        try:
            yield
        finally:
            connection.exec_driver_sql(good)

"""A start while the database is away waits for it: services may come up in any order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from routing.errors import Unavailable

T = TypeVar("T")
log = logging.getLogger(__name__)

TRIED_EVERY = 2.0


class Waiting:
    """Tries until the store is there, for as long as it takes; says why it waits, once for each reason."""

    def __init__(self, where: str, announce: Callable[[str], None], *, every: float = TRIED_EVERY) -> None:
        self._where = where
        self._announce = announce
        self._every = every
        self._told: str | None = None

    async def until(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Return what the attempt gives. Raises Unavailable at once where waiting is useless."""
        while True:
            try:
                result = await attempt()
            except Unavailable as error:
                if error.lasting:
                    raise
                self._tell(str(error))
                await asyncio.sleep(self._every)
            else:
                if self._told is not None:
                    log.info("store_is_there")
                return result

    def _tell(self, reason: str) -> None:
        if reason != self._told:
            self._told = reason
            log.warning("waiting_for_store", extra={"setting": self._where, "error": reason})
            self._announce(f"Waiting   {self._where}: {reason}")

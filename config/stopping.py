"""Ending within 15 seconds of SIGTERM: in order where all goes well, and for certain where it does not."""

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

HAND_SECONDS = 3.0
"""How long each part may take to finish what is at hand."""
LAST_SECONDS = 13.0
"""After so long nothing is waited for any more: what was acknowledged is stored, as at any other moment."""


def stop_on_signals(stopping: asyncio.Event) -> None:
    """Set the event on SIGTERM and SIGINT. Python's own handlers, not the loop's: uvloop's wake-up pipe was seen to
    lose a SIGTERM after a child process had come and gone.
    """
    loop = asyncio.get_running_loop()

    def stop(_number: int, _frame: object) -> None:
        last_resort = threading.Timer(LAST_SECONDS, _end_at_once)
        last_resort.daemon = True
        last_resort.start()
        loop.call_soon_threadsafe(stopping.set)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def in_time(close: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """Return `close` with a time limit: what hangs in one part must not keep the others from closing."""

    async def close_in_time() -> None:
        try:
            async with asyncio.timeout(HAND_SECONDS):
                await close()
        except TimeoutError:
            log.warning("closed_late", extra={"part": getattr(close, "__qualname__", "")})

    return close_in_time


def _end_at_once() -> None:
    log.error("stopped_late")
    os._exit(1)

"""One open events socket: frames wait in a short line, and who does not read them in time is dropped."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from aiohttp import WSCloseCode, WSMsgType, web

from crm_store.logins import Login

log = logging.getLogger(__name__)

HEARTBEAT = 25.0
MAX_FRAME = 16 * 1024
_LINE = 256
_SEND_SECONDS = 10.0
_CLOSE_SECONDS = 2.0


class DeskSocket:
    """Sends in order, on its own time: no socket ever waits for another."""

    def __init__(self, login: Login) -> None:
        self.login = login
        self._socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=MAX_FRAME, timeout=_CLOSE_SECONDS)
        self._line: asyncio.Queue[str] = asyncio.Queue(_LINE)
        self._sending: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[bool] | None = None

    async def open(self, request: web.Request) -> web.WebSocketResponse:
        """Shake hands."""
        await self._socket.prepare(request)
        return self._socket

    async def run(self, hear: Callable[[str], Awaitable[None]]) -> None:
        """Listen until the socket is closed by either side, and let each text be heard before the next is read."""
        self._sending = asyncio.create_task(self._send())
        try:
            async for said in self._socket:
                if said.type is WSMsgType.TEXT:
                    await hear(said.data)
        finally:
            await self._rest()

    def offer(self, frame: str) -> None:
        """Let a frame go out; a socket whose line is full is dropped, and its desk reloads when it is back."""
        try:
            self._line.put_nowait(frame)
        except asyncio.QueueFull:
            log.info("desk_socket_slow", extra={"librarian": self.login.librarian.id})
            self.close(WSCloseCode.TRY_AGAIN_LATER, b"too slow")

    def close(self, code: WSCloseCode, reason: bytes) -> None:
        """Begin to close; nobody waits for the other side."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._socket.close(code=code, message=reason, drain=False))

    async def closed(self) -> None:
        """Wait until a close that was begun is through."""
        if self._closing:
            await asyncio.wait({self._closing})

    async def _send(self) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                frame = await self._line.get()
                try:
                    await asyncio.wait_for(self._socket.send_str(frame), _SEND_SECONDS)
                except TimeoutError:
                    self.close(WSCloseCode.TRY_AGAIN_LATER, b"too slow")
                    return

    async def _rest(self) -> None:
        tasks: set[asyncio.Task[None] | asyncio.Task[bool]] = {task for task in (self._sending, self._closing) if task}
        if self._sending:
            self._sending.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

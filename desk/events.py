"""The events socket: every open desk hears what changed, who types and who is here. Rows are the truth, these hints."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from typing import Any

from aiohttp import WSCloseCode, web

from crm_store.bell import LocalBell
from crm_store.librarians import list_librarians
from crm_store.logins import standing_logins
from desk.calls import Call, Route
from desk.composing import Composing
from desk.gate import Gate
from desk.parts import DeskParts
from desk.presence import BEAT_SECONDS, Presence
from desk.row_feed import BELL, RowFeed
from desk.sockets import DeskSocket
from routing.continuation import is_on_duty
from routing.worker import Worker

LOOK_BELL = "desk_look"
LOOK_SECONDS = 2.0


class Events:
    """The open sockets of this process. Looks every two seconds whose session was ended elsewhere, and who came."""

    def __init__(self, parts: DeskParts, gate: Gate) -> None:
        self._parts = parts
        self._gate = gate
        self._presence = Presence(parts)
        self._composing = Composing(parts)
        self._bell = LocalBell()
        self._sockets: set[DeskSocket] = set()
        self._feed = RowFeed(parts.database, self._bell, self._tell, parts.measures, lambda: bool(self._sockets))
        self._online: set[int] | None = None
        self._next_beat = 0.0

    def routes(self) -> list[Route]:
        """Return the endpoint."""
        return [Route("GET", "events", self.open, "WebSocket: what changes, as it changes", status=101)]

    async def open(self, call: Call) -> web.WebSocketResponse:
        """Keep a socket open until either side or the end of the session closes it."""
        self._check_origin(call.request)
        socket = DeskSocket(call.session)
        response = await socket.open(call.request)
        self._sockets.add(socket)
        try:
            await self._arrive(call.librarian.id)
            await socket.run(partial(self._composing.hear, call.librarian.id))
        finally:
            self._sockets.discard(socket)
            await self._leave(call.librarian.id)
        return response

    def end_session(self, digest: str) -> None:
        """Close the sockets of a session that was ended."""
        self._end(lambda socket: socket.login.digest == digest)

    def end_sessions_of(self, librarian_id: int, *, keep: str) -> None:
        """Close the sockets of all sessions of a librarian but one."""
        self._end(lambda socket: socket.login.librarian.id == librarian_id and socket.login.digest != keep)

    async def running(self, _app: web.Application) -> AsyncIterator[None]:
        """Listen and look for as long as the application runs."""
        unsubscribe = self._parts.changes.subscribe(self._feed)
        workers = [
            Worker(self._feed.step, self._bell, listens_to=BELL),
            Worker(self.look, self._bell, listens_to=LOOK_BELL, poll=LOOK_SECONDS),
        ]
        working = [asyncio.create_task(worker.run()) for worker in workers]
        yield
        unsubscribe()
        for worker in workers:
            worker.stop()
        await asyncio.gather(*working)

    async def say_goodbye(self, _app: web.Application) -> None:
        """Tell every desk to come back later."""
        sockets = set(self._sockets)
        for socket in sockets:
            socket.close(WSCloseCode.GOING_AWAY, b"restarting")
        await asyncio.gather(*(socket.closed() for socket in sockets))

    async def look(self) -> bool:
        """Close the sockets whose session is over, and tell who came and who went. False: look again after a while."""
        if time.monotonic() >= self._next_beat:
            self._next_beat = time.monotonic() + BEAT_SECONDS
            await self._presence.beat()
        digests, stale = {socket.login.digest for socket in self._sockets}, self._gate.stale()
        standing, librarians = await self._parts.database.read(
            lambda connection: (standing_logins(connection, digests, stale=stale), list_librarians(connection)),
        )
        self._end(lambda socket: socket.login.digest in digests - standing)
        self._tell_presence(librarians)
        return False

    async def _arrive(self, librarian_id: int) -> None:
        await self._presence.arrive(librarian_id)
        self._bell.ring(LOOK_BELL)

    async def _leave(self, librarian_id: int) -> None:
        await self._presence.leave(librarian_id)
        self._bell.ring(LOOK_BELL)

    def _tell_presence(self, librarians: list[dict[str, Any]]) -> None:
        now = self._parts.clock()
        online = {row["id"] for row in librarians if is_on_duty(row["seen"], now)}
        before, self._online = self._online, online
        changed = online ^ before if before is not None else set()
        for row in librarians:
            if row["id"] in changed:
                self._tell(_presence_frame(row, online=row["id"] in online), but=row["id"])

    def _tell(self, frame: str, but: int | None = None) -> None:
        for socket in self._sockets:
            if socket.login.librarian.id != but:
                socket.offer(frame)

    def _end(self, is_over: Callable[[DeskSocket], bool]) -> None:
        for socket in self._sockets:
            if is_over(socket):
                socket.close(WSCloseCode.POLICY_VIOLATION, b"signed out")

    def _check_origin(self, request: web.Request) -> None:
        if request.headers.get("Origin", "").lower() not in self._parts.allowed_origins:
            raise web.HTTPForbidden(text="this page may not open the socket (Origin)")


def _presence_frame(librarian: Mapping[str, Any], *, online: bool) -> str:
    who = {"id": str(librarian["id"]), "name": librarian["name"]}
    return json.dumps({"type": "presence", "librarian": who, "online": online}, ensure_ascii=False)

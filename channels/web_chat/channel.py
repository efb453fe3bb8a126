"""The web chat as a channel, and its HTTP routes. It has no outbox: what is stored is sent."""

import asyncio
import ipaddress
from collections.abc import Callable
from urllib.parse import urlsplit

from aiohttp import WSCloseCode, web

from channels.web_chat.frames import MAX_FRAME
from channels.web_chat.pace import Pace
from channels.web_chat.socket import ReaderSocket
from channels.web_chat.talk import ChatParts, ReaderTalk
from routing.errors import SendError
from routing.messages import MAX_TEXT, Channel, Outbound
from routing.ports import Limits

HEARTBEAT = 30.0
GOODBYE_SECONDS = 2.0
"""How long a closing socket waits for the other side's goodbye."""
_USUAL_PORTS = {"http": 80, "https": 443}
"""Browsers leave these out of an Origin."""
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")

ClientAddress = Callable[[web.Request], str]
"""Says who is at the other end, past the trusted proxies."""


class WebChat:
    """Satisfies routing.ports.ChannelPort."""

    name = Channel.WEB
    limits = Limits(length=MAX_TEXT, choices=True, attachments=True)

    def __init__(self, parts: ChatParts, *, public_url: str, session_limit: int, client_address: ClientAddress) -> None:
        self._parts = parts
        self._origins = allowed_origins(public_url)
        self._new_sessions = Pace(session_limit, max(session_limit, 1) / 60)
        self._client_address = client_address
        self._open: set[web.WebSocketResponse] = set()

    async def run(self) -> None:
        """Tell sockets what is new until cancelled."""
        stop = self._parts.fanout.subscribe(self._parts.hub)
        try:
            await self._parts.hub.run()
        finally:
            stop()

    async def send(self, outbound: Outbound) -> None:
        """Web replies are stored as sent; one that comes here was queued by mistake."""
        raise SendError(f"message {outbound.message_id}: web chat replies are read from the store", permanent=True)

    def routes(self) -> list[web.RouteDef]:
        """Return the HTTP routes of the channel."""
        return [web.get("/chat/ws", self._connect)]

    async def close(self) -> None:
        """Tell every open socket to come back later; one that does not listen is not waited for."""
        goodbyes = [
            asyncio.create_task(socket.close(code=WSCloseCode.GOING_AWAY, message=b"restarting", drain=False))
            for socket in self._open
        ]
        if goodbyes:
            await asyncio.wait(goodbyes, timeout=GOODBYE_SECONDS)

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        if not is_allowed(request.headers.get("Origin"), self._origins):
            raise web.HTTPForbidden(text="this page may not open the chat (Origin)")
        # aiohttp refuses a frame that reaches its limit, and ours may be reached
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=MAX_FRAME + 1, timeout=GOODBYE_SECONDS)
        await socket.prepare(request)
        self._open.add(socket)
        try:
            talk = ReaderTalk(self._parts, may_begin=lambda: self._may_begin(request))
            await ReaderSocket(socket, talk).run()
        finally:
            self._open.discard(socket)
        return socket

    def _may_begin(self, request: web.Request) -> bool:
        address = self._client_address(request)
        return ipaddress.ip_address(address).is_loopback or self._new_sessions.allows(address)


def allowed_origins(public_url: str) -> frozenset[str]:
    """Return the origins that may open sockets; with a loopback address every name of loopback on its port."""
    parts = urlsplit(public_url)
    port = f":{parts.port}" if parts.port and parts.port != _USUAL_PORTS.get(parts.scheme) else ""
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname or ""
    names = LOOPBACK_NAMES if host in LOOPBACK_NAMES else (host,)
    return frozenset(f"{parts.scheme}://{name}{port}" for name in names)


def is_allowed(origin: str | None, allowed: frozenset[str]) -> bool:
    """Tell whether a socket's Origin is one of ours."""
    return origin is not None and origin.rstrip("/").lower() in allowed

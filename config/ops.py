"""Health and metrics, for whoever operates RIC."""

import ipaddress
from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from config.readiness import Readiness


class Ops:
    """GET /healthz, /readyz and /metrics, whose text `figures` writes."""

    def __init__(self, readiness: Readiness, figures: Callable[[], Awaitable[bytes]]) -> None:
        self._readiness = readiness
        self._figures = figures

    def routes(self) -> list[web.RouteDef]:
        """Return the routes, for the web process and for RIC_OPS alike."""
        return [
            web.get("/healthz", self._health),
            web.get("/readyz", self._ready),
            web.get("/metrics", self._metrics),
        ]

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _ready(self, _request: web.Request) -> web.Response:
        reasons = await self._readiness.reasons()
        if reasons:
            return web.json_response({"status": "unavailable", "reasons": reasons}, status=503)
        return web.json_response({"status": "ready"})

    async def _metrics(self, request: web.Request) -> web.Response:
        """Only for neighbours: whoever comes through a proxy or from outside sees nothing here."""
        if "X-Forwarded-For" in request.headers or not _is_neighbour(request.remote):
            raise web.HTTPNotFound
        return web.Response(body=await self._figures(), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _is_neighbour(address: str | None) -> bool:
    try:
        peer = ipaddress.ip_address(address or "")
    except ValueError:
        return False
    return peer.is_loopback or peer.is_private

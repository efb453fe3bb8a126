"""The librarians' desk over HTTP: one application, mounted at /api/v1 by config."""

from aiohttp import web

from desk.calls import Call, Route
from desk.conversation_routes import ConversationRoutes
from desk.directory_routes import DirectoryRoutes
from desk.entry_routes import EntryRoutes
from desk.errors import error_middleware
from desk.events import Events
from desk.file_routes import FileRoutes
from desk.gate import Gate
from desk.health_routes import HealthRoutes
from desk.openapi import describe
from desk.parts import DeskParts
from desk.reader_routes import ReaderRoutes
from desk.sign_in import SignIn

__all__ = ["DeskParts", "make_desk"]

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}


def make_desk(parts: DeskParts) -> web.Application:
    """Return the application with all routes, each behind the gate."""
    gate = Gate(parts)
    events = Events(parts, gate)
    routes = all_routes(parts, gate, events)
    app = web.Application(middlewares=[error_middleware(parts.database)])
    for route in [*routes, _own_description(routes)]:
        app.router.add_route(route.method, f"/{route.path}", gate.guard(route))
    app.on_response_prepare.append(_set_headers)
    app.on_shutdown.append(events.say_goodbye)
    app.cleanup_ctx.append(events.running)
    return app


def all_routes(parts: DeskParts, gate: Gate, events: Events) -> list[Route]:
    """Return every endpoint but the description of them."""
    return [
        *SignIn(parts, gate, events).routes(),
        *ConversationRoutes(parts).routes(),
        *ReaderRoutes(parts).routes(),
        *DirectoryRoutes(parts).routes(),
        *EntryRoutes(parts).routes(),
        *FileRoutes(parts).routes(),
        *HealthRoutes(parts).routes(),
        *events.routes(),
    ]


def _own_description(routes: list[Route]) -> Route:
    async def openapi(_call: Call) -> web.Response:
        return web.json_response(document)

    description = Route("GET", "openapi.json", openapi, "This description", role=None)
    document = describe([*routes, description], title="RIC desk", version="1")
    return description


async def _set_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)

"""Who is let in: every route stands behind the gate, and only one that says so is open to everybody."""

import hashlib
import hmac
import logging
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from aiohttp import web

from crm_store.logins import Login, NewLogin, begin_login, end_login, find_login, touch_login
from desk.calls import Call, Route
from desk.parts import DeskParts
from routing.errors import Unavailable
from routing.librarians import Librarian, Role

log = logging.getLogger(__name__)

IDLE = timedelta(hours=12)
"""A session that nobody used for so long is over."""

_TOUCH_AFTER = timedelta(minutes=5)
_READS = frozenset({"GET", "HEAD"})
_RANKS = tuple(Role)


class Gate:
    """Knows sessions by their cookie, and lets a call through to a route that its librarian may use."""

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts
        self._cookie = "__Host-ric" if parts.secure_cookie else "ric"

    def guard(self, route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """Return the handler of a route as aiohttp calls it."""

        async def handle(request: web.Request) -> web.StreamResponse:
            if route.role is None:
                return await route.handle(Call(request, None))
            login = await self._find(request)
            _check_role(login.librarian, route.role)
            if route.method not in _READS:
                _check_csrf(request, login)
            await self._touch(login)
            return await route.handle(Call(request, login))

        return handle

    async def begin(self, request: web.Request, librarian: Librarian) -> tuple[str, Login]:
        """Begin a session with a new id, instead of the one that the browser had; return cookie and session."""
        cookie, before = secrets.token_urlsafe(32), request.cookies.get(self._cookie)
        now = self._parts.clock()
        new = NewLogin(_digest(cookie), secrets.token_urlsafe(32), librarian.id, before and _digest(before))
        await self._parts.writer.run(
            lambda connection: begin_login(connection, new, now=now, stale=now - IDLE),
        )
        return cookie, Login(new.digest, new.csrf_token, now, librarian)

    async def end(self, login: Login) -> None:
        """End a session."""
        await self._parts.writer.run(lambda connection: end_login(connection, login.digest))

    def set_cookie(self, response: web.Response, cookie: str) -> None:
        """Give the browser its session: out of reach of scripts and of other sites' forms."""
        secure = self._parts.secure_cookie
        response.set_cookie(self._cookie, cookie, path="/", httponly=True, samesite="Lax", secure=secure)

    def drop_cookie(self, response: web.Response) -> None:
        """Take the browser's session away."""
        secure = self._parts.secure_cookie
        response.del_cookie(self._cookie, path="/", httponly=True, samesite="Lax", secure=secure)

    def stale(self) -> datetime:
        """Return the moment since which a session must have been used."""
        return self._parts.clock() - IDLE

    async def _find(self, request: web.Request) -> Login:
        cookie = request.cookies.get(self._cookie)
        if not cookie:
            raise web.HTTPUnauthorized(text="sign in first")
        digest, stale = _digest(cookie), self.stale()
        found = await self._parts.database.read(lambda connection: find_login(connection, digest, stale=stale))
        if found is None:
            raise web.HTTPUnauthorized(text="the session is over: sign in again")
        return found

    async def _touch(self, login: Login) -> None:
        """Keep a session alive that is used; its last use is the one thing that a GET may write down."""
        now = self._parts.clock()
        if now - login.seen > _TOUCH_AFTER:
            try:
                await self._parts.writer.run(lambda connection: touch_login(connection, login.digest, now=now))
            except Unavailable:  # reading goes on while nothing can be written
                log.warning("session_not_touched")


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("utf-8", "surrogateescape")).hexdigest()


def _check_role(librarian: Librarian, role: Role) -> None:
    if _RANKS.index(librarian.role) < _RANKS.index(role):
        raise web.HTTPForbidden(text=f"this is for the role {role.value}")


def _check_csrf(request: web.Request, login: Login) -> None:
    given = request.headers.get("X-CSRF-Token", "")
    if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), login.csrf_token.encode()):
        raise web.HTTPForbidden(text="the X-CSRF-Token is missing or wrong")

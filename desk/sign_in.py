"""Signing in and out, who one is, and one's own password."""

import logging

from aiohttp import web

from crm_store.librarians import Account, clean_email, find_by_email, set_password
from desk import bodies, shapes
from desk.calls import Call, Route, answer
from desk.events import Events
from desk.gate import Gate
from desk.parts import DeskParts
from desk.throttle import LoginThrottle
from routing.errors import Invalid

log = logging.getLogger(__name__)


class SignIn:
    """The routes of a session."""

    def __init__(self, parts: DeskParts, gate: Gate, events: Events) -> None:
        self._parts = parts
        self._gate = gate
        self._events = events
        self._throttle = LoginThrottle(parts.clock)

    def routes(self) -> list[Route]:
        """Return the endpoints; signing in is one of the two that need no session."""
        session, change = shapes.Session, self.change_password
        return [
            Route("POST", "session", self.sign_in, "Sign in", session, body=bodies.SignIn, role=None),
            Route("DELETE", "session", self.sign_out, "Sign out", status=204),
            Route("GET", "me", self.me, "Who is signed in", session),
            Route("POST", "me/password", change, "Change the own password", status=204, body=bodies.NewPassword),
        ]

    async def sign_in(self, call: Call) -> web.Response:
        """Begin a session. 401 says the same, as late, for a wrong password, an unknown and a disabled account."""
        self._check_origin(call.request)
        given = await call.body(bodies.SignIn)
        account = await self._check(call.request, given.email, given.password)
        if account is None:
            raise web.HTTPUnauthorized(text="address or password is wrong")
        cookie, login = await self._gate.begin(call.request, account.librarian)
        response = answer(shapes.Session.model_validate(login))
        self._gate.set_cookie(response, cookie)
        return response

    async def sign_out(self, call: Call) -> web.Response:
        """End the session and the sockets that it has open."""
        await self._gate.end(call.session)
        self._events.end_session(call.session.digest)
        response = web.Response(status=204)
        self._gate.drop_cookie(response)
        return response

    async def me(self, call: Call) -> web.Response:
        """Answer as signing in did."""
        return answer(shapes.Session.model_validate(call.session))

    async def change_password(self, call: Call) -> web.Response:
        """Store a new password; all other sessions of this librarian end."""
        given = await call.body(bodies.NewPassword)
        account = await self._check(call.request, call.librarian.email, given.current)
        if account is None:
            raise Invalid("the current password is wrong", {"current": "is wrong"})
        new, session = await self._parts.passwords.hash_aside(given.new), call.session
        await self._parts.writer.run(
            lambda connection: set_password(connection, call.librarian.id, password=new, keep=session.digest),
        )
        self._events.end_sessions_of(call.librarian.id, keep=session.digest)
        return web.Response(status=204)

    async def _check(self, request: web.Request, email: str, password: str) -> Account | None:
        address, name = self._parts.client_address(request), clean_email(email)
        wait = self._throttle.admit(name, address)
        if wait:
            log.warning("sign_in_throttled", extra={"seconds": wait})
            raise web.HTTPTooManyRequests(text="too many tries: wait a little", headers={"Retry-After": str(wait)})
        account = await self._parts.database.read(lambda connection: find_by_email(connection, name))
        right = await self._parts.passwords.matches(password, account.password if account else None)
        if account is None or not right or account.disabled:
            log.info("sign_in_refused", extra={"librarian": account.librarian.id if account else None})
            return None
        self._throttle.clear(name, address)
        return account

    def _check_origin(self, request: web.Request) -> None:
        """Another site's page must not sign a browser in as somebody of its choice."""
        origin = request.headers.get("Origin")
        if origin is not None and origin.lower() not in self._parts.allowed_origins:
            raise web.HTTPForbidden(text="this page may not sign in (Origin)")

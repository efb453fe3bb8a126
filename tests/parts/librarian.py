"""A librarian's browser, as far as the desk's API sees it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from yarl import URL

Body = dict[str, Any]


class LibrarianClient:
    """Signed in; every call returns (status, body)."""

    def __init__(self, http: aiohttp.ClientSession, url: str, origin: str | None = None) -> None:
        self.http = http
        self.url = url
        self.origin = origin or url
        self.me: Body = {}
        self._csrf = ""

    async def sign_in(self, email: str, password: str) -> int:
        status, body = await self.post("session", email=email, password=password)
        self.me, self._csrf = body.get("librarian", {}), body.get("csrf_token", "")
        return status

    async def get(self, path: str, **query: str) -> tuple[int, Body]:
        async with self.http.get(f"{self.url}/api/v1/{path}", params=query) as answer:
            return answer.status, await answer.json()

    async def post(self, path: str, **body: Any) -> tuple[int, Body]:
        headers = {"X-CSRF-Token": self._csrf, "Origin": self.origin}
        async with self.http.post(f"{self.url}/api/v1/{path}", json=body, headers=headers) as answer:
            return answer.status, await answer.json() if answer.content_type == "application/json" else {}

    async def find(self, view: str, case: str) -> Body:
        """Return the row of a case in a view."""
        _, page = await self.get("conversations", view=view, q=case)
        (row,) = [row for row in page["items"] if row["case"] == case]
        return row


@asynccontextmanager
async def at_the_desk(
    url: str,
    email: str,
    password: str,
    *,
    origin: str | None = None,
) -> AsyncIterator[LibrarianClient]:
    """Sign a librarian in, with the Origin of the desk's own page unless another is given.

    A server without https is spoken to as if it had it: there is a proxy in front of it, then.
    """
    jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=URL(url).origin())
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        client = LibrarianClient(http, url, origin)
        assert await client.sign_in(email, password) == 200
        yield client

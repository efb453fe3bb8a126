"""The desk's events, as a librarian's browser hears them."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import aiohttp

from tests.parts.librarian import Body, LibrarianClient

PATIENCE = 30.0


def events_of(librarian: LibrarianClient) -> AbstractAsyncContextManager[aiohttp.ClientWebSocketResponse]:
    """Open the events of the server that this librarian is signed in on."""
    return librarian.http.ws_connect(f"{librarian.url}/api/v1/events", headers={"Origin": librarian.origin})


async def hear_event(events: aiohttp.ClientWebSocketResponse, wanted: Callable[[Body], Any]) -> Body:
    """Return the first event that is wanted."""
    async with asyncio.timeout(PATIENCE):
        while True:
            event: Body = await events.receive_json()
            if wanted(event):
                return event


async def is_online(librarian: LibrarianClient, other: str) -> bool:
    """Tell whether this server says that a librarian is online."""
    _, page = await librarian.get("librarians")
    return any(each["id"] == other and each["online"] for each in page["items"])

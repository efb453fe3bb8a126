"""The chat's socket over a real server and a real store, with a fake bot that answers at once or when it is told to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import Select

from channels.web_chat.channel import WebChat
from channels.web_chat.hub import Hub
from channels.web_chat.pace import Pace
from channels.web_chat.sessions import Sessions
from channels.web_chat.talk import ChatParts
from config.run import background, working
from config.store import Store
from crm_store.database import SqliteDatabase
from routing.promise import WaitPromise
from routing.worker import Worker
from tests.parts.reader import Frame, Reader, chatting, open_reader
from tests.parts.services import free_port
from tests.routing.fakes import FakeBot, Hearth, hearth

SECRET = b"0123456789abcdef0123456789abcdef"


class Titles:
    """Knows two entries."""

    def title(self, entry: str, language: str) -> str | None:
        known = {"renew": {"en": "Renewing", "zh": "续借"}}.get(entry)
        return known and known["zh" if language.startswith("zh") else "en"]


@dataclass
class Chat:
    """A running chat, as its readers and its tests see it."""

    url: str
    house: Hearth
    store: Store
    chat: WebChat
    hub: Hub

    @property
    def bot(self) -> FakeBot:
        return self.house.bot

    def open(self, *, origin: str | None = None) -> AbstractAsyncContextManager[Reader]:
        """Open a socket without saying hello."""
        return open_reader(self.url, origin=origin)

    def talk(self, session: str | None = None, **hello: Any) -> AbstractAsyncContextManager[Reader]:
        """Open a socket and say hello."""
        return chatting(self.url, session, **{"language": "en", **hello})

    async def settle(self) -> None:
        await self.house.router.close()
        await self.house.settle()

    def take_nothing(self, word: str = "ON") -> None:
        """Let the database be read-only, or no longer."""
        assert isinstance(self.store.database, SqliteDatabase)
        connection = self.store.database._writing.raw_connection()
        connection.cursor().execute(f"PRAGMA query_only={word}")
        connection.close()


@asynccontextmanager
async def served(
    store: Store,
    *,
    bot: FakeBot | None = None,
    limit: int = 0,
    session_limit: int = 600,
    client: str = "127.0.0.1",
) -> AsyncIterator[Chat]:
    """Run the chat over this store; `client` is the address that every socket seems to come from."""
    house = hearth(store, bot)
    hub = Hub(store.threads, WaitPromise(None, 10), store.clock)
    parts = ChatParts(
        intake=house.intake,
        actions=house.actions,
        threads=store.threads,
        fanout=store.fanout,
        titles=Titles(),
        hub=hub,
        sessions=Sessions(SECRET),
        pace=Pace(limit, 1e-6),
        clock=store.clock,
    )
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    chat = WebChat(parts, public_url=url, session_limit=session_limit, client_address=lambda _: client)
    application = web.Application()
    application.add_routes(chat.routes())
    runner = web.AppRunner(application, shutdown_timeout=1, handler_cancellation=True)
    await runner.setup()
    failed = asyncio.get_running_loop().create_future()
    worker = Worker(house.router.step, store.bell, listens_to="inbound")
    async with working([worker]), background([chat.run()], failed):
        await web.TCPSite(runner, "127.0.0.1", port).start()
        yield Chat(url, house, store, chat, hub)
        await chat.close()
        await runner.cleanup()
    await house.router.close()


ON_ONE = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
"""For what never reaches the database."""


async def error(reader: Reader, **frame) -> Frame:
    await reader.send(**frame)
    return await reader.hear("error")


async def raw(reader: Reader, text: str) -> Frame:
    await reader.socket.send_str(text)
    return await reader.hear("error")


async def column(chat: Chat, query: Select) -> list:
    return await chat.store.database.read(lambda connection: list(connection.scalars(query)))


async def nothing_more(reader: Reader) -> bool:
    """Tell whether nothing waits to be heard: a bad frame is answered, and nothing came before the answer."""
    before = len(reader.frames)
    await error(reader, type="nothing")
    return [each["type"] for each in reader.frames[before:]] == ["error"]

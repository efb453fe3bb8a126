"""What the desk's tests share: the real store, the real desk behind a real server, and librarians at work."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, web
from aiohttp.test_utils import TestServer
from argon2 import PasswordHasher
from sqlalchemy import Connection, update

from bot.markup import MarkdownMarkup
from config.store import Store
from crm_store import librarians
from crm_store.health_views import read_health
from crm_store.queue_views import list_queues
from crm_store.tables import conversation
from crm_store.watch import Watch
from desk.application import DeskParts, make_desk
from desk.passwords import Passwords
from routing.conversations import Change, HandOver, Reason
from routing.desk_actions import DeskActions
from routing.librarians import Librarian, Role
from routing.messages import Channel, Inbound, Source
from routing.replies import EntryText

PASSWORD = "correct horse battery"
ORIGIN = "http://desk.example"


@dataclass
class HandClock:
    """A clock that a test moves by hand."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


class OneEntry:
    """Satisfies routing.ports.EntryTexts with a single entry."""

    def text(self, entry: str, language: str) -> EntryText | None:
        if entry != "renew-loan":
            return None
        source = Source("借阅规则" if language.startswith("zh") else "Borrowing rules", "https://library.example/rules")
        words = (
            ("怎么续借", "每次延长 **30** 天。")
            if language.startswith("zh")
            else ("How do I renew?", "**30** more days.")
        )
        return EntryText(entry, *words, (source,))


ENTRIES = OneEntry()


@dataclass
class Rig:
    """The store, the served desk, and a way for readers to write."""

    store: Store
    passwords: Passwords
    queues: dict[str, int]
    clock: HandClock = field(default_factory=HandClock)
    faults: list[str] = field(default_factory=list)
    url: str = ""
    sessions: list[ClientSession] = field(default_factory=list)

    def parts(self, **other: Any) -> DeskParts:
        given: dict[str, Any] = {
            "database": self.store.database,
            "writer": self.store.writer,
            "actions": DeskActions(self.store.conversations, MarkdownMarkup()),
            "changes": self.store.fanout,
            "files": self.store.files,
            "entries": ENTRIES,
            "passwords": self.passwords,
            "clock": self.clock,
            "make_id": self.store.make_id,
            "allowed_origins": frozenset({ORIGIN}),
            "secure_cookie": False,
            "client_address": lambda request: request.headers.get("X-Test-Address", "192.0.2.1"),
            "relay": False,
            "status": lambda: self.faults,
            "topics": frozenset({"renewal", "opening-hours"}),
            "health": self.health,
        }
        return DeskParts(**{**given, **other})

    async def health(self) -> dict[str, Any]:
        """How the library stands: the tables as they are, and a house of which nothing else is set up."""
        now = self.store.clock()
        tables = await self.read(lambda connection: read_health(connection, ("web", "mail"), now, "telegram:1"))
        return {
            "at": now,
            "store": {"database": "sqlite", "milliseconds": 1.0, "faults": self.faults},
            "redis": {"state": "not_configured", "milliseconds": None},
            "relay": False,
            "telegram": "not_configured",
            "rasa": False,
            "bot": "learning",
            **{name: getattr(tables, name) for name in ("queues", "channels", "answers", "deliveries", "backup")},
        }

    async def ask(self, text: str, *, who: str = "anna", channel: Channel = Channel.WEB, **more: Any) -> str:
        """Let a reader write; return the conversation's id as the API has it."""
        external_id = f"{who}:{self.store.make_id()}"
        inbound = Inbound(channel=channel, address=who, external_id=external_id, text=text, **more)
        stored = await self.store.inbox.store_inbound(inbound, claim=False)
        return str(stored.conversation.id)

    async def wait_for_help(self, text: str = "Can somebody help me?", **more: Any) -> str:
        """Let a reader write and wait for a librarian."""
        queue = more.pop("queue", "reference")
        key = await self.ask(text, **more)
        wanted = Change(hand_over=HandOver(Reason.ASKED, self.queues[queue]))
        await self.store.conversations.change(int(key), lambda _: wanted)
        return key

    async def set_times(self, name: str, moment: datetime) -> None:
        """Let a column of all conversations hold the same moment."""
        await self.write(lambda connection: connection.execute(update(conversation).values({name: moment})))

    async def hire(self, name: str, role: Role = Role.LIBRARIAN) -> Librarian:
        """Add a librarian called name@library.example."""
        who = Librarian(self.store.make_id(), name.title(), f"{name}@library.example", role)
        password, now = self.passwords.hash(PASSWORD), self.clock()
        await self.write(lambda connection: librarians.add(connection, who, password=password, now=now))
        return who

    async def dismiss(self, name: str) -> None:
        """Disable a librarian's account."""
        await self.write(lambda connection: librarians.disable(connection, f"{name}@library.example"))

    async def write(self, work: Callable[[Connection], Any]) -> Any:
        return await self.store.writer.run(work)

    async def read(self, work: Callable[[Connection], Any]) -> Any:
        return await self.store.database.read(work)

    async def heal(self) -> None:
        """Look for what changed lately, as every process does every two seconds."""
        await Watch(self.store.database, self.store.fanout, self.store.clock).look()

    def browser(self) -> "Desk":
        """A browser that is not signed in."""
        session = ClientSession(cookie_jar=CookieJar(unsafe=True))
        self.sessions.append(session)
        return Desk(self, session)

    async def desk_of(self, name: str, role: Role = Role.LIBRARIAN) -> "Desk":
        """Hire a librarian and sign them in."""
        who, desk = await self.hire(name, role), self.browser()
        desk.id, desk.name = str(who.id), who.name
        await desk.sign_in(name)
        return desk


@dataclass
class Answer:
    """A status, a body and the headers."""

    status: int
    body: Any
    headers: Any


@dataclass
class Desk:
    """A browser at the desk. Writes carry the CSRF token, as the console's do."""

    rig: Rig
    session: ClientSession
    csrf: str = ""
    id: str = ""
    name: str = ""

    @property
    def cookie(self) -> str:
        return next(iter(self.session.cookie_jar)).value

    async def sign_in(self, name: str, password: str = PASSWORD, **headers: str) -> Answer:
        body = {"email": f"{name}@library.example", "password": password}
        answer = await self.call("POST", "session", json=body, headers=headers)
        if answer.status == 200:
            self.csrf = answer.body["csrf_token"]
        return answer

    async def get(self, path: str, **more: Any) -> Answer:
        return await self.call("GET", path, **more)

    async def post(self, path: str, body: Any = None, **more: Any) -> Answer:
        return await self.call("POST", path, json=body, **more)

    async def cases(self, query: str) -> list[str]:
        """Return the ids of the conversations in a list."""
        return [row["id"] for row in (await self.get(f"conversations?{query}")).body["items"]]

    async def call(self, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> Answer:
        sent = {"X-CSRF-Token": self.csrf, **(headers or {})}
        url = f"{self.rig.url}/api/v1/{path}"
        async with self.session.request(method, url, headers=sent, **more) as response:
            is_json = response.content_type == "application/json"
            body = await response.json() if is_json else await response.read()
            return Answer(response.status, body, response.headers)

    async def events(self, origin: str = ORIGIN) -> ClientWebSocketResponse:
        return await self.session.ws_connect(f"{self.rig.url}/api/v1/events", headers={"Origin": origin})


@pytest.fixture
async def rig(store: Store) -> AsyncIterator[Rig]:
    passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    rows = await store.database.read(list_queues)
    yield Rig(store, passwords, {row["slug"]: row["id"] for row in rows})
    passwords.close()


@asynccontextmanager
async def served(rig: Rig, desk: web.Application | None = None) -> AsyncIterator[Rig]:
    """Serve a desk (the rig's own, where none is given) as config mounts it."""
    app = web.Application()
    app.add_subapp("/api/v1", desk or make_desk(rig.parts()))
    async with TestServer(app) as server:
        rig.url = str(server.make_url("/")).rstrip("/")
        yield rig
        for session in rig.sessions:
            await session.close()


@pytest.fixture
async def house(rig: Rig) -> AsyncIterator[Rig]:
    """The rig with its desk served."""
    async with served(rig):
        yield rig

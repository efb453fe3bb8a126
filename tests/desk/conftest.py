"""What the desk's tests share: a real store in a file, the real desk behind a real server, and librarians at work."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, web
from aiohttp.test_utils import TestServer
from argon2 import PasswordHasher

from crm_store import librarians
from crm_store.bell import LocalBell, LocalFanout
from crm_store.conversation_desk import StoreConversations
from crm_store.database import Database, SqliteDatabase
from crm_store.files import StoredFiles
from crm_store.ids import id_maker
from crm_store.inbox import StoreInbox
from crm_store.queues import QueueSpec, keep_queues
from crm_store.tables import metadata
from crm_store.working_set import Tools
from crm_store.writer import Writer
from desk.application import DeskParts, make_desk
from desk.passwords import Passwords
from routing.conversations import Change, HandOver, Reason
from routing.desk_actions import DeskActions
from routing.librarians import Librarian, Role
from routing.messages import Channel, Inbound

PASSWORD = "correct horse battery"
ORIGIN = "http://desk.example"


class PlainMarkup:
    """Satisfies routing.ports.Markup with a paragraph and nothing else."""

    def to_html(self, markdown: str) -> str:
        return f"<p>{markdown}</p>"

    def to_text(self, markdown: str) -> str:
        return markdown


@dataclass
class HandClock:
    """A clock that a test moves by hand."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@dataclass
class Rig:
    """The store, the served desk, and a way for readers to write."""

    database: Database
    writer: Writer
    clock: HandClock
    fanout: LocalFanout
    files: StoredFiles
    make_id: Callable[[], int]
    passwords: Passwords
    queues: dict[str, int]
    faults: list[str] = field(default_factory=list)
    url: str = ""
    sessions: list[ClientSession] = field(default_factory=list)

    @property
    def conversations(self) -> StoreConversations:
        return StoreConversations(self.writer)

    def parts(self, **other: Any) -> DeskParts:
        given: dict[str, Any] = {
            "database": self.database,
            "writer": self.writer,
            "actions": DeskActions(self.conversations, PlainMarkup()),
            "changes": self.fanout,
            "files": self.files,
            "passwords": self.passwords,
            "clock": self.clock,
            "make_id": self.make_id,
            "allowed_origins": frozenset({ORIGIN}),
            "secure_cookie": False,
            "client_address": lambda request: request.headers.get("X-Test-Address", "192.0.2.1"),
            "relay": False,
            "status": lambda: self.faults,
        }
        return DeskParts(**{**given, **other})

    async def ask(self, text: str, *, who: str = "anna", channel: Channel = Channel.WEB, **more: Any) -> int:
        """Let a reader write; return the conversation's id."""
        external_id = f"{who}:{self.make_id()}"
        inbound = Inbound(channel=channel, address=who, external_id=external_id, text=text, **more)
        stored = await StoreInbox(self.database, self.writer, self.clock).store_inbound(inbound, claim=False)
        return stored.conversation.id

    async def hand_over(self, conversation_id: int, *, queue: str = "desk") -> None:
        """Let a conversation wait."""
        wanted = Change(hand_over=HandOver(Reason.ASKED, self.queues[queue]))
        await self.conversations.change(conversation_id, lambda _: wanted)

    async def wait_for_help(self, text: str = "Can somebody help me?", **more: Any) -> int:
        """Let a reader write and wait for a librarian."""
        conversation_id = await self.ask(text, **more)
        await self.hand_over(conversation_id)
        return conversation_id

    async def hire(self, name: str, role: Role = Role.LIBRARIAN) -> Librarian:
        """Add a librarian called name@library.example."""
        who = Librarian(self.make_id(), name.title(), f"{name}@library.example", role)
        password, now = self.passwords.hash(PASSWORD), self.clock()
        await self.writer.run(lambda connection: librarians.add(connection, who, password=password, now=now))
        return who

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

    async def later(self, work: Callable[..., Any]) -> Any:
        return await self.writer.run(work)


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

    async def call(self, method: str, path: str, *, headers: dict[str, str] | None = None, **more: Any) -> Answer:
        sent = {"X-CSRF-Token": self.csrf} if headers is None or "X-CSRF-Token" not in headers else {}
        url = f"{self.rig.url}/api/v1/{path}"
        async with self.session.request(method, url, headers={**sent, **(headers or {})}, **more) as response:
            is_json = response.content_type == "application/json"
            body = await response.json() if is_json else await response.read()
            return Answer(response.status, body, response.headers)

    async def events(self, origin: str = ORIGIN) -> ClientWebSocketResponse:
        return await self.session.ws_connect(f"{self.rig.url}/api/v1/events", headers={"Origin": origin})


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    clock, make_id, fanout = HandClock(), id_maker(1), LocalFanout()
    database = SqliteDatabase(tmp_path / "ric.sqlite")
    specs = [
        QueueSpec("desk", "咨询台", "Reference desk", None, 15),
        QueueSpec("law", "法学分馆", "Law library", "law@library.example", 30, "law"),
    ]
    await database.write(metadata.create_all)
    queues = await database.write(lambda connection: keep_queues(connection, specs, make_id))
    rig = Rig(
        database=database,
        writer=Writer(database, Tools(clock, make_id), LocalBell(), fanout),
        clock=clock,
        fanout=fanout,
        files=StoredFiles(tmp_path / "files"),
        make_id=make_id,
        passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)),
        queues=queues,
    )
    yield rig
    await rig.writer.close()
    rig.passwords.close()
    await database.close()


@pytest.fixture
async def house(rig: Rig) -> AsyncIterator[Rig]:
    """The rig with its desk served."""
    app = web.Application()
    app.add_subapp("/api/v1", make_desk(rig.parts()))
    async with TestServer(app) as server:
        rig.url = str(server.make_url("/")).rstrip("/")
        yield rig
        for session in rig.sessions:
            await session.close()

"""The two set-ups: one process over SQLite, and several over PostgreSQL and Redis, with all that stands around them."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from faults.ledger import Ledger
from faults.process import READY_SECONDS, Process
from faults.questions import write_config
from faults.relay import Relay, relaying
from faults.servers import Postgres, Redis
from tests.parts.bot_api import BotApi
from tests.parts.library import EMAIL, MAILBOX, PASSWORD
from tests.parts.services import free_port

SEVERAL = ("web", "web", "mail,telegram", "router", "router,outbox", "telegram,outbox")
Rooms = Sequence[str | None]


@dataclass(slots=True)
class House:
    """RIC's processes with their relay, Telegram's server, database and Redis."""

    folder: Path
    ledger: Ledger
    relay: Relay
    telegram: BotApi
    postgres: Postgres | None = None
    redis: Redis | None = None
    smtp: int = 0
    urls: list[str] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)
    mailbox: str = MAILBOX

    @property
    def data(self) -> Path:
        """Where RIC keeps its files, and SQLite."""
        return self.folder / "disk"

    @property
    def database_url(self) -> str | None:
        """PostgreSQL's address; None: SQLite."""
        return self.postgres.url if self.postgres else None

    def settings(self, http: int) -> dict[str, str]:
        """Return the settings of one process."""
        given = {
            "RIC_CONFIG": str(self.folder / "config"),
            "RIC_DATA": str(self.data),
            "RIC_HTTP": f"127.0.0.1:{http}",
            "RIC_SMTP": f"127.0.0.1:{self.smtp}",
            "RIC_PUBLIC_URL": self.urls[0],
            "RIC_SECRET": "a secret of the harness, with more than 32 bytes",
            "RIC_MAIL_RELAY": f"127.0.0.1:{self.relay.port}",
            "RIC_MAIL_DAILY": "0",
            "RIC_CHAT_LIMIT": "0",
            "RIC_TELEGRAM_TOKEN": self.telegram.token,
            "RIC_TELEGRAM_API": self.telegram.url,
            "RIC_ADMIN_EMAIL": EMAIL,
            "RIC_ADMIN_PASSWORD": PASSWORD,
        }
        if self.postgres:
            given["RIC_DATABASE_URL"] = self.postgres.url
        if self.redis:
            given["RIC_REDIS_URL"] = self.redis.url
        return given

    def add(self, rooms: str | None, *arguments: str, http: int) -> Process:
        """Add a process; whoever keeps it running starts it."""
        process = Process(rooms, self.settings(http), arguments)
        self.processes.append(process)
        return process


@asynccontextmanager
async def built(folder: Path, *, several: bool, redis: bool = True) -> AsyncIterator[House]:
    """Put up everything that RIC needs, but none of its processes."""
    ledger = Ledger()
    write_config(folder / "config")
    (folder / "disk").mkdir(exist_ok=True)
    async with AsyncExitStack() as stack:
        relay = await stack.enter_async_context(relaying(ledger))
        telegram = await stack.enter_async_context(BotApi(f"7000000001:{secrets.token_hex(16)}"))
        house = House(folder, ledger, relay, telegram, smtp=free_port())
        if several:
            house.postgres = await stack.enter_async_context(Postgres.running(folder / "postgres"))
            house.redis = await stack.enter_async_context(Redis.running(folder)) if redis else None
        yield house


@asynccontextmanager
async def open_house(house: House, *arguments: str, rooms: Rooms = (None,)) -> AsyncIterator[House]:
    """Keep RIC's processes running; each has some rooms, or all."""
    ports = [free_port() for each in rooms if _has_web(each)]
    house.urls = [f"http://127.0.0.1:{port}" for port in ports]
    places = iter(ports)
    for each in rooms:
        house.add(each, *arguments, http=next(places) if _has_web(each) else ports[0])
    async with asyncio.TaskGroup() as keeping:
        tasks = [keeping.create_task(process.keep()) for process in house.processes]
        try:
            await all_ready(house)
            yield house
        finally:
            for task in tasks:
                task.cancel()


def _has_web(rooms: str | None) -> bool:
    return rooms is None or "web" in rooms.split(",")


async def all_ready(house: House) -> None:
    """Wait until every process is ready."""
    async with asyncio.timeout(READY_SECONDS):
        await asyncio.gather(*(process.ready.wait() for process in house.processes))

"""The services of docker-compose.yml as plain processes: the same commands and environment, one table of names."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from secrets import token_hex
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.parts.bot_api import BotApi
from tests.parts.compose import ROOT, Service, read_services
from tests.parts.library import PASSWORD, Library
from tests.parts.redis_server import RedisServer
from tests.parts.ric import Process
from tests.parts.services import free_port
from tests.parts.smtp_sink import SmtpSink, smtp_sink

TOKEN = "7000000001:AAtest-token-of-a-bot-that-does-not-exist"


@dataclass(frozen=True, slots=True)
class Names:
    """What docker-compose.yml calls by a name of the containers' world, and what it is here."""

    folder: Path
    database_host: str
    database: str
    redis_port: int = field(default_factory=free_port)
    smtp_port: int = field(default_factory=free_port)
    web_ports: tuple[int, ...] = field(default_factory=lambda: (free_port(), free_port()))

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets"

    def shared(self) -> dict[str, str]:
        """Return the table of all processes. What stands first is replaced first."""
        return {
            "/run/secrets": str(self.secrets),
            "/var/lib/ric/cache": str(Path("~/.cache/ric").expanduser()),  # learned once for all tests
            "/var/lib/ric": str(self.folder / "var"),
            "/etc/ric": str(ROOT / "config"),
            "172.30.92.0/28": "127.0.0.1",
            "0.0.0.0:8025": f"127.0.0.1:{self.smtp_port}",
            "postgres:5432/ric": f"/{self.database}?host={self.database_host}",
            "redis:6379": f"127.0.0.1:{self.redis_port}",
        }

    def of_process(self, service: Service) -> dict[str, str]:
        """Return the table with what each process has for itself: a container's ports are its own."""
        web = {"web-1": self.web_ports[0], "web-2": self.web_ports[1]}
        own = {"0.0.0.0:8080": web.get(service.name) or free_port(), "0.0.0.0:9090": free_port()}
        return {**{name: f"127.0.0.1:{port}" for name, port in own.items()}, **self.shared()}


def translate(words: str, table: Mapping[str, str]) -> str:
    """Return the words with every name of the table replaced."""
    for name, here in table.items():
        words = words.replace(name, here)
    return words


@dataclass(frozen=True, slots=True)
class Composed:
    """The library that these processes make, the processes by their service's name, and what they stand on."""

    library: Library
    names: Names
    redis: RedisServer
    by_service: Mapping[str, list[Process]]


@asynccontextmanager
async def composed(
    folder: Path,
    server: str,
    *,
    only: frozenset[str] | None = None,
    variables: Mapping[str, str] | None = None,
) -> AsyncIterator[Composed]:
    """Start the services of RIC (or only some), and Redis, side by side over a new database of this PostgreSQL."""
    async with AsyncExitStack() as stack:
        relay = await stack.enter_async_context(smtp_sink())
        telegram = await stack.enter_async_context(BotApi(TOKEN))
        names = Names(folder, parse_qs(urlsplit(server).query)["host"][0], f"ric_{token_hex(4)}")
        make_secrets(names, telegram.token)
        await make_database(server, names)
        library = _library(names, relay, telegram)
        services = read_services({**_dot_env(library), **(variables or {})})
        redis = RedisServer(folder, names.redis_port, [translate(word, names.shared()) for word in _redis(services)])
        redis.start()
        stack.callback(redis.kill)
        started = {name: _launch(each, names) for name, each in services.items() if _is_wanted(each, only)}
        library.processes += chain.from_iterable(started.values())
        stack.push_async_callback(_stop, library.processes)
        await asyncio.gather(*(asyncio.to_thread(process.wait_until_ready) for process in library.processes))
        yield Composed(library, names, redis, started)


def make_secrets(names: Names, token: str) -> None:
    """Call the operator's own script, then put the vendors' secrets in, and this machine's names for the others."""
    subprocess.run([ROOT / "config/compose/make-secrets", names.secrets], check=True, capture_output=True)
    for path in names.secrets.iterdir():
        given = {"telegram_token": token, "admin_password": PASSWORD}.get(path.name) or path.read_text()
        path.unlink()
        path.write_text(translate(given, names.shared()))


async def make_database(server: str, names: Names) -> None:
    """Do what PostgreSQL's image does at its first start: a database, and an owner with the password of the file."""
    password = (names.secrets / "postgres_password").read_text().strip()
    engine = create_async_engine(server.replace("postgresql://", "postgresql+asyncpg://"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        if not (await connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = 'ric'"))).first():
            await connection.execute(text("CREATE ROLE ric LOGIN"))
        await connection.execute(text(f"ALTER ROLE ric PASSWORD '{password}'"))
        await connection.execute(text(f"CREATE DATABASE {names.database} OWNER ric"))
    await engine.dispose()


def _library(names: Names, relay: SmtpSink, telegram: BotApi) -> Library:
    def secret(name: str) -> str:
        return (names.secrets / name).read_text().strip()

    return Library(
        names.folder,
        web_ports=list(names.web_ports),
        smtp_port=names.smtp_port,
        relay=relay,
        telegram=telegram,
        more={
            "RIC_DATABASE_URL": secret("database_url"),
            "RIC_REDIS_URL": secret("redis_url"),
            "RIC_SECRET": secret("secret"),
        },
    )


def _dot_env(library: Library) -> dict[str, str]:
    """What an operator writes into .env, for this library."""
    wanted = ("RIC_PUBLIC_URL", "RIC_MAIL_RELAY", "RIC_MAIL_DAILY", "RIC_TELEGRAM_API", "RIC_ADMIN_EMAIL")
    return {name: value for name, value in library.environment().items() if name in wanted}


def _redis(services: Mapping[str, Service]) -> tuple[str, ...]:
    program, *arguments = services["redis"].command
    assert program == "redis-server"
    return tuple(arguments)


def _is_wanted(service: Service, only: frozenset[str] | None) -> bool:
    return service.is_ric and (only is None or service.name in only)


def _launch(service: Service, names: Names) -> list[Process]:
    program, command, option, rooms = service.command
    assert (program, command, option) == ("ric", "run", "--only")
    tables = [names.of_process(service) for _ in range(service.replicas)]
    return [Process(_translated(service.environment, table), rooms).launch() for table in tables]


def _translated(environment: Mapping[str, str], table: Mapping[str, str]) -> dict[str, str]:
    return {name: translate(value, table) for name, value in environment.items()}


async def _stop(processes: Iterable[Process]) -> None:
    await asyncio.gather(*(asyncio.to_thread(process.stop) for process in processes))

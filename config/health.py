"""How the whole library stands, looked at every few seconds at most: for the desk's health page and for Prometheus."""

import asyncio
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.readiness import Readiness
from config.rooms import Room
from config.wiring import LIMITS, House
from crm_store.health_views import StoreHealth, read_health
from routing.errors import Unavailable

FRESH_SECONDS = 3.0
LOOK_SECONDS = 2.0
"""What one reading may take: a scrape must not hang where the database does."""
_CHANNELS = tuple(channel.value for channel in LIMITS)


@dataclass(frozen=True, slots=True)
class Look:
    """How things stood at one moment.

    `faults` are the reasons why RIC is not ready. `tables` is None while the database cannot be read. `redis` is
    connected, away or not_configured; `bot` is learned, learning, words (alone), or elsewhere: in another process.
    """

    at: datetime
    faults: tuple[str, ...]
    tables: StoreHealth | None
    read_seconds: float
    redis: str
    redis_seconds: float | None
    bot: str


class Health:
    """Looks when it is asked, and gives the same look to all who ask within some seconds."""

    def __init__(self, house: House, readiness: Readiness) -> None:
        self._house = house
        self._readiness = readiness
        self._looking = asyncio.Lock()
        self._looked = float("-inf")
        self._look: Look

    async def look(self) -> Look:
        """Return a look that is at most three seconds old."""
        async with self._looking:
            if time.monotonic() - self._looked >= FRESH_SECONDS:
                self._look = await self._look_anew()
                self._looked = time.monotonic()
        return self._look

    async def view(self) -> dict[str, Any]:
        """Return what the desk's page shows. Unavailable: the database cannot be read."""
        look, settings = await self.look(), self._house.settings
        if look.tables is None:
            raise Unavailable("the database cannot be read")
        database = "postgresql" if settings.database_url else "sqlite"
        return {
            "at": look.at,
            "store": {"database": database, "milliseconds": _milliseconds(look.read_seconds), "faults": look.faults},
            "redis": {"state": look.redis, "milliseconds": _milliseconds(look.redis_seconds)},
            "relay": settings.mail_relay is not None,
            "telegram": self._telegram(look, look.tables),
            "rasa": settings.rasa_url is not None,
            "bot": look.bot,
            "queues": look.tables.queues,
            "channels": look.tables.channels,
            "answers": look.tables.answers,
            "deliveries": look.tables.deliveries,
            "backup": look.tables.backup,
        }

    async def _look_anew(self) -> Look:
        now, began = self._house.store.clock(), time.perf_counter()
        tables = await self._read(now)
        read_seconds = time.perf_counter() - began
        redis, redis_seconds = await self._ask_redis()
        faults = tuple(await self._readiness.reasons())
        return Look(now, faults, tables, read_seconds, redis, redis_seconds, self._bot())

    async def _read(self, now: datetime) -> StoreHealth | None:
        telegram = self._house.telegram_settings
        cursor = telegram.cursor if telegram else ""
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return await self._house.store.database.read(
                    lambda connection: read_health(connection, _CHANNELS, now, cursor),
                )
        except (Unavailable, TimeoutError):
            return None

    async def _ask_redis(self) -> tuple[str, float | None]:
        if self._house.store.redis is None:
            return "not_configured", None
        seconds = await self._house.store.redis.answers_in()
        return ("away" if seconds is None else "connected"), seconds

    def _bot(self) -> str:
        return self._house.bot.state if Room.ROUTER in self._house.rooms else "elsewhere"

    def _telegram(self, look: Look, tables: StoreHealth) -> str:
        if self._house.telegram_settings is None:
            return "not_configured"
        until = tables.telegram_polled_until
        return "polling" if until is not None and until > look.at else "silent"


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(1000 * seconds, 1)

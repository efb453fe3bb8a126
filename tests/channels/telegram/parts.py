"""What stands around the Telegram channel in its tests: payloads, a cursor in memory, pauses that take no time."""

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from telegram import Update

from channels.telegram.channel import TelegramChannel
from channels.telegram.settings import TelegramSettings
from tests.parts.bot_api import BotApi
from tests.parts.house import House


def recorded(name: str) -> dict:
    """Return a payload in the shape of Telegram's documentation: one file for each oddity."""
    return json.loads((Path(__file__).parent / "payloads" / f"{name}.json").read_text(encoding="utf-8"))


def recorded_update(name: str) -> Update:
    return Update.de_json({"update_id": 1} | recorded(name), None)


@dataclass
class MemoryCursor:
    """One number and one lease for each name. A process that `dies_moving` gets no further than `moving`."""

    values: dict[str, int] = field(default_factory=dict)
    holders: dict[str, str] = field(default_factory=dict)
    dies_moving: bool = False
    moving: asyncio.Event = field(default_factory=asyncio.Event)

    async def lease(self, name: str, holder: str, seconds: float) -> bool:
        if self.holders.get(name, holder) != holder:
            return False
        if seconds:
            self.holders[name] = holder
        else:
            self.holders.pop(name, None)
        return True

    async def read(self, name: str) -> int:
        return self.values.get(name, 0)

    async def move(self, name: str, value: int) -> None:
        if self.dies_moving:
            self.moving.set()
            await asyncio.get_running_loop().create_future()
        self.values[name] = value


class Pauses:
    """Waits no longer than a turn of the loop, and keeps how long it was to wait."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        self.paused = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        if seconds:
            self.taken.append(seconds)
            self.paused.set()
        await asyncio.sleep(0)


@dataclass
class Rig:
    """The channel with everything around it."""

    api: BotApi
    house: House = field(default_factory=House)
    cursor: MemoryCursor = field(default_factory=MemoryCursor)
    pauses: Pauses = field(default_factory=Pauses)
    token: str | None = None

    def channel(self, holder: str = "this process") -> TelegramChannel:
        settings = TelegramSettings(self.token or self.api.token, self.api.url)
        return TelegramChannel(
            settings, self.house, actions=self.house, cursor=self.cursor, holder=holder, pause=self.pauses
        )

    @asynccontextmanager
    async def running(self, holder: str = "this process"):
        """Run the channel; cancel it at the end as a stop does."""
        channel = self.channel(holder)
        running = asyncio.create_task(channel.run())
        try:
            yield channel
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await channel.close()

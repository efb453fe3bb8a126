"""What the mail tests share: a channel on a free port, its store in memory, and an outside SMTP client."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiosmtplib import SMTP

from channels.mail.channel import MailChannel
from channels.mail.settings import MailSettings
from tests.channels.mail.mail_room import CountingBell, MemoryFiles, MemoryMailRoom

SECRET = b"0123456789abcdef0123456789abcdef"


@dataclass(slots=True)
class Door:
    """The channel as it stands open, and what is behind it."""

    channel: MailChannel
    room: MemoryMailRoom
    bell: CountingBell
    port: int
    running: asyncio.Task[None]

    async def stop(self) -> None:
        self.running.cancel()
        await asyncio.wait({self.running})

    def client(self) -> SMTP:
        return SMTP(hostname="127.0.0.1", port=self.port, start_tls=False, local_hostname="reader.example")


@pytest.fixture
def settings() -> MailSettings:
    return MailSettings(secret=SECRET, port=0, addresses=("ask@library.example", "law@library.example"))


@pytest.fixture
def room() -> MemoryMailRoom:
    return MemoryMailRoom()


@pytest.fixture
async def door(settings: MailSettings, room: MemoryMailRoom) -> AsyncIterator[Door]:
    bell = CountingBell()
    channel = MailChannel(room=room, bell=bell, files=MemoryFiles(), settings=settings)
    running = asyncio.create_task(channel.run())
    _, port = await channel.listening_at()
    opened = Door(channel, room, bell, port, running)
    yield opened
    await opened.stop()

"""One rig for each channel: the real channel, what stands behind it in memory, and its readers on real sockets."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from aiohttp import ClientSession, ClientWebSocketResponse, web
from aiosmtplib import SMTP

from channels.mail.channel import MailChannel
from channels.mail.settings import MailSettings, Relay
from channels.telegram.channel import TelegramChannel
from channels.telegram.settings import TelegramSettings
from channels.web_chat.channel import WebChat
from channels.web_chat.hub import Hub
from channels.web_chat.pace import Pace
from channels.web_chat.sessions import Sessions
from channels.web_chat.talk import ChatParts
from routing.ports import ChannelPort
from tests.channels.mail.mail_room import CountingBell, MemoryFiles, MemoryMailRoom
from tests.channels.telegram.parts import MemoryCursor, Pauses
from tests.parts.bot_api import BotApi
from tests.parts.bot_api_rules import plain
from tests.parts.house import House
from tests.parts.smtp_sink import SmtpSink, smtp_sink

SECRET = b"0123456789abcdef0123456789abcdef"
PAGE = "http://127.0.0.1:1"
READERS = {"a": 7, "b": 8}


class Rig(Protocol):
    """What the contract needs to know of a channel by which readers write."""

    channel: ChannelPort
    address: str

    async def listening(self) -> None: ...

    async def say(self, reader: str, text: str, key: str) -> None:
        """Let reader a or b send a message under a number of their own; return once it is acknowledged."""
        ...

    def taken(self) -> list[str]:
        """Return the external ids of what was stored."""
        ...

    async def is_free(self) -> bool:
        """Tell whether all that run() holds was given back."""
        ...


class SendingRig(Rig, Protocol):
    """What the contract needs to know of a channel with an outbox. (Web chat shows readers the store itself.)"""

    async def shown(self) -> str:
        """Return all that the reader at `address` was sent, without markup."""
        ...

    def refuse(self, *, permanent: bool) -> None: ...

    async def vanish(self) -> None:
        """Take the vendor's server away."""
        ...


@dataclass
class TelegramRig:
    api: BotApi
    house: House
    cursor: MemoryCursor
    channel: TelegramChannel
    address: str = "7"

    async def listening(self) -> None:
        await self.api.until(lambda: bool(self.api.offsets))

    async def say(self, reader: str, text: str, key: str) -> None:
        chat = READERS[reader]
        private = {"id": chat, "type": "private", "first_name": reader}
        message = {"message_id": int(key), "date": 1, "chat": private, "from": self.api.meet(chat), "text": text}
        update = self.api.push({"message": message})
        await self.api.until(lambda: self.api.offsets[-1] > update)

    def taken(self) -> list[str]:
        return list(self.house.messages)

    async def shown(self) -> str:
        sent = [await self.api.sent(7)]
        while not self.api.nothing_sent(7):
            sent.append(await self.api.sent(7))
        buttons = [each["text"] for part in sent for row in _rows(part) for each in row]
        return "".join([*map(plain, sent), *buttons])

    def refuse(self, *, permanent: bool) -> None:
        self.api.fail("sendMessage", 403 if permanent else 502, "Forbidden: bot was blocked" if permanent else "")

    async def vanish(self) -> None:
        await self.api.__aexit__(None, None, None)

    async def is_free(self) -> bool:
        return self.cursor.holders == {}


def _rows(sent: dict[str, Any]) -> list[list[dict[str, str]]]:
    return sent.get("reply_markup", {}).get("inline_keyboard", [])


@dataclass
class MailRig:
    room: MemoryMailRoom
    sink: SmtpSink
    sinking: AsyncExitStack
    channel: MailChannel
    address: str = "a@reader.example"
    port: int = 0

    async def listening(self) -> None:
        _, self.port = await self.channel.listening_at()

    async def say(self, reader: str, text: str, key: str) -> None:
        sender = f"{reader}@reader.example"
        raw = f"From: {sender}\r\nTo: ask@library.example\r\nMessage-ID: <{key}@reader.example>\r\n\r\n{text}\r\n"
        async with SMTP(
            hostname="127.0.0.1", port=self.port, start_tls=False, local_hostname="reader.example"
        ) as client:
            await client.sendmail(sender, ["ask@library.example"], raw.encode())

    def taken(self) -> list[str]:
        return [row.mail.external_id for row in self.room.rows]

    async def shown(self) -> str:
        return "".join(sunk.body("plain") for sunk in await self.sink.wait_for(1))

    def refuse(self, *, permanent: bool) -> None:
        self.sink.refusals.append("550 5.1.1 no such mailbox" if permanent else "451 4.3.0 later")

    async def vanish(self) -> None:
        await self.sinking.aclose()

    async def is_free(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return True
        writer.close()
        return False


@dataclass
class Stillness:
    """What a web chat knows of a store in which nothing but readers' own messages happens."""

    listeners: list[Any] = field(default_factory=list)
    subscribed: asyncio.Event = field(default_factory=asyncio.Event)

    async def find(self, channel: Any, address: str) -> None:
        return None

    def subscribe(self, listener: Any) -> Any:
        self.listeners.append(listener)
        self.subscribed.set()
        return lambda: self.listeners.remove(listener)


@dataclass
class WebRig:
    house: House
    stillness: Stillness
    client: ClientSession
    url: str
    channel: WebChat
    sockets: dict[str, ClientWebSocketResponse] = field(default_factory=dict)
    address: str = "0" * 32

    async def listening(self) -> None:
        await self.stillness.subscribed.wait()

    async def say(self, reader: str, text: str, key: str) -> None:
        if reader not in self.sockets:
            self.sockets[reader] = await self.client.ws_connect(f"{self.url}/chat/ws", origin=PAGE)
            await self.sockets[reader].send_json({"type": "hello", "session": None, "after": 0, "language": "zh-CN"})
        await self.sockets[reader].send_json({"type": "message", "client_id": key, "text": text})
        async with asyncio.timeout(10):
            while json.loads((await self.sockets[reader].receive()).data)["type"] != "ack":
                pass

    def taken(self) -> list[str]:
        return list(self.house.messages)

    async def is_free(self) -> bool:
        return self.stillness.listeners == []


@asynccontextmanager
async def telegram_rig() -> AsyncIterator[TelegramRig]:
    async with BotApi() as api:
        api.meet(7)
        house, cursor = House(), MemoryCursor()
        settings = TelegramSettings(api.token, api.url)
        channel = TelegramChannel(settings, house, actions=house, cursor=cursor, holder="rig", pause=Pauses())
        yield TelegramRig(api, house, cursor, channel)
        await channel.close()


@asynccontextmanager
async def mail_rig() -> AsyncIterator[MailRig]:
    async with AsyncExitStack() as sinking:
        sink = await sinking.enter_async_context(smtp_sink())
        room = MemoryMailRoom()
        settings = MailSettings(secret=SECRET, port=0, relay=Relay("127.0.0.1", sink.port, tls="none"))
        channel = MailChannel(room=room, bell=CountingBell(), files=MemoryFiles(), settings=settings)
        yield MailRig(room, sink, sinking, channel)


@asynccontextmanager
async def web_rig() -> AsyncIterator[WebRig]:
    house, stillness = House(), Stillness()
    parts: Any = {"intake": house, "actions": house, "threads": stillness, "fanout": stillness, "titles": None}

    def clock() -> datetime:
        return datetime(2025, 11, 24, 4, tzinfo=UTC)

    hub = Hub(parts["threads"], parts["titles"], clock)
    chat_parts = ChatParts(**parts, hub=hub, sessions=Sessions(SECRET), pace=Pace(0, 0), clock=clock)
    app = web.Application()
    channel = WebChat(chat_parts, public_url=PAGE, session_limit=0, client_address=lambda _: "127.0.0.1")
    app.add_routes(channel.routes())
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with ClientSession() as client:
            yield WebRig(house, stillness, client, f"http://127.0.0.1:{runner.addresses[0][1]}", channel)
    finally:
        await channel.close()
        await runner.cleanup()


SENDING_RIGS = {"mail": mail_rig, "telegram": telegram_rig}
RIGS = {"web": web_rig, **SENDING_RIGS}

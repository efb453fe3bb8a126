"""A Bot API server on 127.0.0.1 that behaves as Telegram's does, as far as the channel can tell.

It keeps updates until an offset confirms them, lets only one poller wait, refuses what Telegram refuses (text too
long or empty, tags that it does not know, button data over 64 bytes, chats that never wrote), and fails on demand.

    async with BotApi() as api:
        api.say(7, "怎么续借？")
        answer = await api.sent(7)
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.parts.bot_api_rules import Reply, accept, plain, refusal, refuse

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # the example of Telegram's own documentation
FUTURE = 10
"""An offset so far beyond the last update counts as none (telegram-bot-api, TQueue)."""

_JSON = {"reply_markup", "link_preview_options", "allowed_updates", "commands"}
_NUMBERS = {"chat_id", "offset", "limit", "timeout"}


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to a call instead of, or after, doing it."""

    reply: Reply | None = None
    does: bool = False
    hangs: bool = False


@dataclass(slots=True)
class BotApi:
    """What was said to the bot and what it sent. `calls` holds every call as (method, parameters)."""

    token: str = TOKEN
    webhook: str = ""
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    next_update: int = 500_000_001
    url: str = ""
    _messages: count = field(default_factory=lambda: count(1))
    _faults: dict[str, list[Fault | None]] = field(default_factory=lambda: defaultdict(list))
    _chats: dict[int, dict[str, Any]] = field(default_factory=dict)
    _blocked: set[int] = field(default_factory=set)
    _sent: dict[int, asyncio.Queue] = field(default_factory=lambda: defaultdict(asyncio.Queue))
    _history: dict[int, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _polls: int = 0
    _closing: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: set[asyncio.Task] = field(default_factory=set)
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1, handle_signals=False)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        await self._tell()
        assert self._runner is not None
        await self._runner.cleanup()

    # what readers do

    def meet(self, chat: int, name: str = "Wang Li", language: str | None = "zh-hans") -> dict[str, Any]:
        """Let a reader be known to the bot without having said anything; return the user."""
        user = {"id": chat, "is_bot": False, "first_name": name} | ({"language_code": language} if language else {})
        return self._chats.setdefault(chat, user)

    def say(self, chat: int, text: str, name: str = "Wang Li", language: str | None = "zh-hans") -> int:
        """Let a reader write; return the id of the update."""
        user = self.meet(chat, name, language)
        message = self._message(chat) | {"from": user, "text": text}
        self._history[chat].append(message)
        return self.push({"message": message})

    def press(self, chat: int, data: str) -> int:
        """Let a reader press the newest button that carries this data; return the id of the update."""
        shown = [message for message in self._history[chat] if data in _data(message)]
        message = shown[-1] if shown else {"chat": self._message(chat)["chat"], "message_id": 1, "date": 0}
        number = self.next_update
        press = {
            "id": f"{chat}00{number}",
            "from": self.meet(chat),
            "message": message,
            "chat_instance": "1",
            "data": data,
        }
        return self.push({"callback_query": press})

    def push(self, update: dict[str, Any]) -> int:
        """Put any update in line, such as a recorded one; it gets the next number unless it has one."""
        number = update.get("update_id", self.next_update)
        self.next_update = number + 1
        self.updates.append({"update_id": number} | update)
        task = asyncio.ensure_future(self._tell())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return number

    def block(self, chat: int) -> None:
        """Let a reader block the bot."""
        self._blocked.add(chat)

    # what the bot did

    async def sent(self, chat: int, *, seconds: float = 10.0) -> dict[str, Any]:
        """Return the next message that the bot sent to this chat: text, parse_mode, reply_markup, …"""
        async with asyncio.timeout(seconds):
            return await self._sent[chat].get()

    def nothing_sent(self, chat: int) -> bool:
        """Tell whether everything sent to this chat so far was looked at."""
        return self._sent[chat].empty()

    async def until(self, seen: Callable[[], bool], *, seconds: float = 10.0) -> None:
        """Return as soon as what was called fulfils a condition; it is asked again after every call."""
        async with asyncio.timeout(seconds), self._changed:
            await self._changed.wait_for(seen)

    def called(self, method: str) -> list[dict[str, Any]]:
        return [parameters for name, parameters in self.calls if name == method]

    # faults, each for the next calls of one method

    def fail(
        self, method: str, code: int, description: str = "", *, times: int = 1, after: int = 0, **parameters: Any
    ) -> None:
        """Refuse, such as 429 with retry_after=3, or 500; `after` so many calls that go well."""
        self._faults[method] += [None] * after
        self._faults[method] += [Fault(refuse(code, description or f"error {code}", **parameters))] * times

    def hang(self, method: str, *, times: int = 1) -> None:
        """Take the call and never answer."""
        self._faults[method] += [Fault(hangs=True)] * times

    def garble(self, method: str) -> None:
        """Accept, but with a result that has none of the promised fields."""
        self._faults[method].append(Fault((200, {"ok": True, "result": {"message_id": 1}})))

    def lose(self, method: str, *, times: int = 1) -> None:
        """Do what is asked, but cut the connection instead of answering."""
        self._faults[method] += [Fault(does=True)] * times

    # the server

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        parameters = {name: _value(name, str(value)) for name, value in (await request.post()).items()}
        fault = self._faults[method].pop(0) if self._faults[method] else None
        if request.match_info["token"] != self.token:
            status, body = refuse(401, "Unauthorized")
        elif fault is not None and not fault.does:
            self.calls.append((method, parameters))
            await self._tell()
            if fault.hangs:
                await self._closing.wait()
            status, body = fault.reply or refuse(500, "Internal Server Error")
        else:
            status, body = await self._do(method, parameters)
        if fault is not None and fault.does and request.transport is not None:
            request.transport.abort()
        return web.json_response(body, status=status)

    async def _do(self, method: str, parameters: dict[str, Any]) -> Reply:
        done = getattr(self, f"_do_{method}", None)
        if done is None:
            return refuse(404, "Not Found")
        self.calls.append((method, parameters))
        await self._tell()
        reply = await done(parameters)
        await self._tell()
        return reply

    async def _do_getMe(self, _: dict[str, Any]) -> Reply:  # noqa: N802 - the method's own name
        return accept(
            {"id": int(self.token.split(":")[0]), "is_bot": True, "first_name": "Library", "username": "LibraryBot"}
        )

    async def _do_deleteWebhook(self, _: dict[str, Any]) -> Reply:  # noqa: N802 - the method's own name
        self.webhook = ""
        return accept(True)

    async def _do_setMyCommands(self, _: dict[str, Any]) -> Reply:  # noqa: N802 - the method's own name
        return accept(True)

    async def _do_answerCallbackQuery(self, _: dict[str, Any]) -> Reply:  # noqa: N802 - the method's own name
        return accept(True)

    async def _do_getUpdates(self, asked: dict[str, Any]) -> Reply:  # noqa: N802 - the method's own name
        if self.webhook:
            return refuse(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
        offset = asked.get("offset", 0)
        self.offsets.append(offset)
        if self.updates and 0 < offset <= self.updates[-1]["update_id"] + FUTURE:
            self.updates = [update for update in self.updates if update["update_id"] >= offset]
        self._polls += 1
        mine = self._polls
        await self._tell()
        try:
            async with asyncio.timeout(asked.get("timeout", 0)), self._changed:
                await self._changed.wait_for(lambda: self.updates or self._polls != mine or self._closing.is_set())
        except TimeoutError:
            return accept([])
        if self._polls != mine:
            return refuse(409, "Conflict: terminated by other getUpdates request; make sure that only one bot runs")
        return accept(self.updates[: asked.get("limit", 100)])

    async def _do_sendMessage(self, asked: dict[str, Any]) -> Reply:  # noqa: N802 - the method's own name
        chat = asked["chat_id"]
        refused = refusal(asked, known=chat in self._chats, blocked=chat in self._blocked)
        if refused is not None:
            return refused
        shown = {name: asked[name] for name in ("reply_markup",) if name in asked}
        message = self._message(chat) | {"text": plain(asked)} | shown
        self._history[chat].append(message)
        self._sent[chat].put_nowait(asked)
        return accept(message)

    def _message(self, chat: int) -> dict[str, Any]:
        private = {"id": chat, "type": "private", "first_name": self._chats.get(chat, {}).get("first_name", "?")}
        return {"message_id": next(self._messages), "date": 1_763_942_400, "chat": private}

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def _value(name: str, value: str) -> Any:
    return json.loads(value) if name in _JSON or name in _NUMBERS else value


def _data(message: dict[str, Any]) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row]

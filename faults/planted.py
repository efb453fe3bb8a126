"""Bugs planted on purpose, one a name: the checker must catch each of them, else it would find none in earnest.

They are put between the parts from outside (faults/ric.py), never by a switch in the product. Each class changes one
method of what it stands before, and passes everything else on.
"""

import asyncio
import itertools
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from sqlalchemy import Connection, select, update

from channels.telegram.channel import TelegramChannel
from channels.telegram.settings import TelegramSettings
from config.wiring import House
from crm_store.batch import apply_batch
from crm_store.intents import StoreInbound
from crm_store.tables import message
from crm_store.working_set import Tools
from routing.intake import Intake, prepare
from routing.messages import Inbound, Message, MessageState
from routing.outbox import Outbox
from routing.router import Router
from routing.store_ports import ClaimedOutbound, RouterReply, Stored

LATE = 1.0
"""Seconds by which a planted bug does later what should have come first."""


@dataclass(frozen=True, slots=True)
class Plant:
    """How a bug is put into a house. `bot_seconds`: how long its bot thinks."""

    put_into: Callable[[House], None] = lambda _house: None
    bot_seconds: float = 0.0


class Later:
    """Does things a little later, whatever was promised meanwhile."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()

    def do(self, work: Callable[[], Coroutine[Any, Any, object]]) -> None:
        """Do it after a while."""
        task = asyncio.create_task(self._wait(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _wait(self, work: Callable[[], Coroutine[Any, Any, object]]) -> None:
        await asyncio.sleep(LATE)
        await work()


class RehearsedError(Exception):
    """Rolls a rehearsal back."""


class EarlyThanks:
    """An inbox that acknowledges before the commit: it tells the result of a rehearsal and stores later."""

    def __init__(self, house: House) -> None:
        self._store = house.store
        self._inner = house.store.inbox
        self._later = Later()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def store_inbound(self, inbound: Inbound, *, claim: bool) -> Stored:  # noqa: ARG002 (the port's)
        told: list[Stored] = []
        tools = Tools(self._store.clock, self._store.make_id)

        def rehearse(connection: Connection) -> None:
            results, _ = apply_batch(connection, [StoreInbound(prepare(inbound), claim=False)], tools)
            told.extend(results)
            raise RehearsedError

        try:
            await self._store.database.write(rehearse)
        except RehearsedError:
            self._later.do(lambda: self._inner.store_inbound(inbound, claim=False))
        return told[0]


class Forgetful:
    """An out-tray that forgets a queued reply: it is marked as sent once it is claimed, and a kill loses it."""

    def __init__(self, house: House) -> None:
        self._inner = house.store.out_tray

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def claim_outbound(self, channels: Any, limit: int) -> Sequence[ClaimedOutbound]:
        claimed = await self._inner.claim_outbound(channels, limit)
        for each in claimed:
            await self._inner.mark_sent(each)
        return claimed


class Repeating:
    """An inbox that knows no repeat: each delivery gets a name of its own."""

    def __init__(self, house: House) -> None:
        self._inner = house.store.inbox
        self._numbers = itertools.count(1)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def store_inbound(self, inbound: Inbound, *, claim: bool) -> Stored:
        again = replace(inbound, external_id=f"{inbound.external_id}#{next(self._numbers)}")
        return await self._inner.store_inbound(again, claim=claim)


class Unfenced:
    """An inbox without a fence: who comes back late replies although another has the claim, or has replied."""

    def __init__(self, house: House) -> None:
        self._store = house.store
        self._inner = house.store.inbox

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def store_reply(self, reply: RouterReply) -> bool:
        key = reply.claimed.message.id
        tries = await self._store.writer.run(lambda connection: _take_back(connection, key))
        return await self._inner.store_reply(replace(reply, claimed=replace(reply.claimed, tries=tries)))


def _take_back(connection: Connection, key: int) -> int:
    connection.execute(update(message).where(message.c.id == key).values(state=MessageState.NEW.value))
    tries: int = connection.execute(select(message.c.tries).where(message.c.id == key)).scalar_one()
    return tries


class Skipping:
    """Threads that skip a message for a reader who comes back."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def latest(self, contact_id: int, after: int, limit: int) -> Sequence[Message]:
        found: Sequence[Message] = await self._inner.latest(contact_id, after + 1 if after else 0, limit)
        return found


class Hasty:
    """An intake that says received before anything is stored: Telegram forgets the update at once."""

    def __init__(self, inner: Intake) -> None:
        self._inner = inner
        self._later = Later()

    async def receive(self, inbound: Inbound) -> Any:
        self._later.do(lambda: self._inner.receive(inbound))


def _give_inbox(house: House, inbox: Any) -> None:
    """Let the router and the intake work with another inbox."""
    router = Router(inbox, house.bot, vars(house.router)["_desk"])
    vars(house).update(router=router, intake=Intake(inbox, router))


def _give_threads(house: House) -> None:
    chat = vars(house.web_chat)
    chat["_parts"] = replace(chat["_parts"], threads=Skipping(chat["_parts"].threads))


def _give_poller(house: House) -> None:
    token = house.settings.telegram_token
    if token is None:
        return
    settings = TelegramSettings(token.get_secret_value(), house.settings.telegram_api)
    intake = cast("Intake", Hasty(house.intake))
    poller = TelegramChannel(settings, intake, actions=house.actions, cursor=house.store.cursor, holder="hasty")
    vars(house)["telegram"] = poller


def _give_tray(house: House) -> None:
    vars(house)["outbox"] = Outbox(cast("Any", Forgetful(house)), house.senders)


def without(bug: str) -> str:
    """Return the plant that differs from this one only by the bug."""
    return "slow-bot" if PLANTS[bug].bot_seconds else "none"


PLANTS: Mapping[str, Plant] = {
    "none": Plant(),
    "slow-bot": Plant(bot_seconds=LATE),
    "acknowledge-before-commit": Plant(lambda house: _give_inbox(house, EarlyThanks(house))),
    "forget-a-queued-reply": Plant(_give_tray),
    "no-idempotency": Plant(lambda house: _give_inbox(house, Repeating(house))),
    "unfenced-claim": Plant(lambda house: _give_inbox(house, Unfenced(house)), bot_seconds=LATE),
    "skip-on-return": Plant(_give_threads, bot_seconds=LATE),
    "offset-before-commit": Plant(_give_poller),
}

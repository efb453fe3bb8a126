"""One message's life, ended at every commit: the process exits just before, or after, its first commit, its second,
and so on until the life is through; each time it is started again, and everything must come out right.
"""

import asyncio
import random
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from faults.checker import Verdict, check
from faults.house import House, built, open_house
from faults.mail_reader import MailReader
from faults.ordered_database import EXIT_CODE
from faults.plan import Dice, Plan
from faults.questions import QUESTIONS
from faults.stored import let_claims_run_out, read_stored, unfinished
from faults.telegram_reader import TelegramReader, note_offsets
from faults.web_reader import WebReader

MOST_COMMITS = 20
LIFE_SECONDS = 300.0
CHANNELS = ("web", "mail", "telegram")
MOMENTS = ("before", "after")
Write = Callable[[], Coroutine[Any, Any, object]]


@dataclass(slots=True)
class Lives:
    """What was tried: `exits` counts the processes that ended as ordered, before and after a commit."""

    channel: str
    database: str
    exits: dict[str, int] = field(default_factory=dict)
    verdict: Verdict = field(default_factory=Verdict)


async def end_everywhere(folder: Path, channel: str, *, several: bool) -> Lives:
    """Go through the life of a message of this channel, once for every commit and moment, in one process."""
    lives = Lives(channel, "PostgreSQL" if several else "SQLite")
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(built(folder, several=several, redis=False))
        await stack.enter_async_context(open_house(house, rooms=(None,)))
        plan = Plan(house.ledger, house.urls, house.smtp, pace=0.05)
        write = await _writer(plan, house, channel, stack)
        for moment in MOMENTS:
            for number in range(1, MOST_COMMITS):
                async with asyncio.timeout(LIFE_SECONDS):
                    if not await _live(plan, house, f"exit {moment} {number}", write):
                        break
                lives.exits[moment] = number
        plan.be_calm()
        lives.verdict = check(house.ledger, await read_stored(house.database_url, house.data))
    return lives


async def _live(plan: Plan, house: House, order: str, write: Write) -> bool:
    """Let one message live under an order; tell whether the process ended by it."""
    (process,) = house.processes
    ends = len(process.ended)
    await process.order(order)
    writing = asyncio.create_task(write())
    waited = False
    while not (writing.done() and await _through(plan, house)):
        await asyncio.sleep(0.1)
        if house.postgres and len(process.ended) > ends and process.ready.is_set() and not waited:
            await let_claims_run_out(house.database_url, house.data)  # what 60 seconds would do
            waited = True
    writing.result()
    await process.ready.wait()
    await process.tell("exit never 0")
    return process.ended[ends:] == [EXIT_CODE]


async def _through(plan: Plan, house: House) -> bool:
    """Tell whether everything is acknowledged and done."""
    note_offsets(plan, house.telegram)
    left = await unfinished(house.database_url, house.data)
    return left == 0 and len(house.ledger.acknowledged) == len(house.ledger.written)


async def _writer(plan: Plan, house: House, channel: str, stack: AsyncExitStack) -> Write:
    """Return what lets one message be written on a channel, until it is acknowledged."""
    dice = Dice(random.Random(1))
    if channel == "web":
        http = await stack.enter_async_context(aiohttp.ClientSession())
        web = WebReader(plan, dice, "w")
        return lambda: web.talk(http, QUESTIONS[:1])
    if channel == "mail":
        mail = MailReader(plan, dice, "m", house.mailbox)
        return lambda: mail.deliver(mail.write(QUESTIONS[0]))
    telegram = TelegramReader(plan, dice, house.telegram, 1)
    listening = await stack.enter_async_context(asyncio.TaskGroup())

    async def say() -> None:
        telegram.say(telegram.begin(listening), QUESTIONS[0])

    return say

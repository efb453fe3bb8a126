"""One run: readers and a librarian at work, faults around them, then calm, and the comparison."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from faults.chaos import Chaos
from faults.checker import Verdict, check
from faults.disk import own_disk
from faults.house import SEVERAL, House, built, open_house
from faults.librarian import Librarian
from faults.mail_reader import MailReader
from faults.plan import Dice, Plan
from faults.stored import let_claims_run_out, read_stored, unfinished
from faults.telegram_reader import TelegramReader, note_offsets
from faults.web_reader import WebReader

CLIENTS = 4
"""Concurrent clients of each channel."""
SETTLE_SECONDS = 420.0
"""What may pass between the last fault and the last answer: a claim of 60 s, and the pauses between tries."""
LAST_WORDS_SECONDS = 60.0
"""What may pass until the clients have heard what is stored."""
CHATS = 10_000
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be run. `pace`: seconds between a client's messages; `every`: seconds between two faults.

    `hasten`: what dead processes have claimed is due at once when all faults are over, not only after up to 60 seconds.
    """

    several: bool
    seconds: float
    seed: int
    pace: float = 2.0
    every: float = 2.0
    plant: str = "none"
    settle: float = SETTLE_SECONDS
    hasten: bool = False

    @property
    def name(self) -> str:
        """Say which set-up it is."""
        return "several processes, PostgreSQL and Redis" if self.several else "one process, SQLite"


@dataclass(frozen=True, slots=True)
class Result:
    """What was done and what was found."""

    order: Order
    faults: "Counter[str]"
    verdict: Verdict
    seconds: float


async def run(order: Order, folder: Path, say: Say) -> Result:
    """Run one set-up from its first message to the verdict."""
    began = time.monotonic()
    with own_disk(folder / "disk") as disk:
        async with (
            built(folder, several=order.several) as house,
            open_house(house, "--plant", order.plant, rooms=SEVERAL if order.several else (None,)),
        ):
            chaos = Chaos(house, random.Random(order.seed), disk, every=order.every)
            plan = Plan(house.ledger, house.urls, house.smtp, pace=order.pace)
            readers = asyncio.create_task(_readers(plan, house, order.seed))
            telling = asyncio.create_task(_tell(house, chaos, say))
            try:
                await chaos.run(order.seconds)
                plan.writing = False
                if order.hasten:
                    await let_claims_run_out(house.database_url, house.data)
                await _settle(plan, house, readers, order.settle)
            finally:
                telling.cancel()
                plan.be_calm()
                await _end(readers)
            note_offsets(plan, house.telegram)
            verdict = check(house.ledger, await read_stored(house.database_url, house.data))
            _judge_processes(house, verdict)
    return Result(order, chaos.done, verdict, time.monotonic() - began)


async def _readers(plan: Plan, house: House, seed: int) -> None:
    async with asyncio.TaskGroup() as group:
        for number in range(CLIENTS):
            dice = [Dice(random.Random(f"{seed} {number} {channel}")) for channel in ("web", "mail", "telegram")]
            group.create_task(WebReader(plan, dice[0], f"w{number}").run())
            group.create_task(MailReader(plan, dice[1], f"m{number}", house.mailbox).run())
            group.create_task(TelegramReader(plan, dice[2], house.telegram, (number + 1) * CHATS).run())
        group.create_task(Librarian(plan, Dice(random.Random(f"{seed} desk"))).run())


async def _settle(plan: Plan, house: House, readers: "asyncio.Task[None]", seconds: float) -> None:
    """Wait until nothing is to be done any more, twice in a row, or for as long as is promised."""
    deadline = time.monotonic() + seconds
    quiet = 0
    while time.monotonic() < deadline and quiet < 3 and not readers.done():  # noqa: PLR2004 (looks in a row)
        await asyncio.sleep(1)
        note_offsets(plan, house.telegram)
        settled = _all_acknowledged(plan) and await unfinished(house.database_url, house.data) == 0
        waiting = settled and await _waiting(house)
        quiet = quiet + 1 if settled and not waiting else 0


def _all_acknowledged(plan: Plan) -> bool:
    return len(plan.ledger.acknowledged) == len(plan.ledger.written)


async def _waiting(house: House) -> bool:
    stored = await read_stored(house.database_url, house.data)
    return any(stored.owners[key] in {"waiting", "librarian"} for key in stored.conversations)


async def _end(readers: "asyncio.Task[None]") -> None:
    """Give the clients a moment to hear the last words; whoever still waits then is compared as it stands."""
    await asyncio.wait([readers], timeout=LAST_WORDS_SECONDS)
    if readers.done():
        readers.result()
    readers.cancel()
    await asyncio.gather(readers, return_exceptions=True)


async def _tell(house: House, chaos: Chaos, say: Say) -> None:
    while True:
        await asyncio.sleep(30)
        ledger = house.ledger
        say(
            f"  {len(ledger.acknowledged)} of {len(ledger.written)} messages acknowledged, "
            f"{ledger.counts['web: connections lost']} web connections lost, {chaos.done.total()} faults, "
            f"{sum(process.failed_starts for process in house.processes)} starts in vain, wrong: {len(ledger.wrong)}"
        )


def _judge_processes(house: House, verdict: Verdict) -> None:
    for process in house.processes:
        verdict.figures["starts that failed while the database was away or full"] += process.failed_starts
        verdict.problems += process.crashes

"""A reader on Telegram, by way of the Bot API's server: one chat after the other, some messages delivered twice."""

import asyncio
import itertools
import time
from typing import Any

from faults.ledger import Delivered, Written
from faults.plan import Dice, Plan
from faults.questions import Question, mark_of
from tests.parts.bot_api import BotApi

TALK = 12
MOST_UNANSWERED = 30
TWICE = 0.1


class TelegramReader:
    """One client. `first` is the number of its first chat; it takes the next one for each talk."""

    def __init__(self, plan: Plan, dice: Dice, api: BotApi, first: int, *, twice: float = TWICE) -> None:
        self._plan = plan
        self._dice = dice
        self._api = api
        self._chats = itertools.count(first)
        self._twice = twice

    async def run(self) -> None:
        """Talk until the plan says that it is enough."""
        async with asyncio.TaskGroup() as listening:
            while self._plan.writing:
                await self._write(self.begin(listening), self._dice.questions(TALK))

    async def _write(self, chat: int, questions: list[Question]) -> None:
        for question in questions:
            await asyncio.sleep(self._dice.pause(self._plan.pace))
            while self._plan.writing and self._backlog(chat) >= MOST_UNANSWERED:  # noqa: ASYNC110 (many may change it)
                await asyncio.sleep(self._plan.pace)
            if not self._plan.writing:
                return
            self.say(chat, question)

    def say(self, chat: int, question: Question) -> Written:
        """Write one message, at times delivered twice."""
        self._api.say(chat, question.text)
        update = self._api.updates[-1]
        written = self._plan.ledger.write("telegram", f"{chat}:{update['message']['message_id']}", question)
        self._plan.ledger.updates[written.key] = update["update_id"]
        if self._dice.random.random() < self._twice:
            self._plan.ledger.counts["telegram updates delivered twice"] += 1
            self._api.push({"message": update["message"]})
        return written

    def begin(self, listening: asyncio.TaskGroup) -> int:
        """Begin a chat: what is said there is heard in the group until all is calm."""
        chat = next(self._chats)
        self._plan.when_calm.append(listening.create_task(self._listen(chat)).cancel)
        return chat

    def _backlog(self, chat: int) -> int:
        mine = [key for key in self._plan.ledger.written if key.startswith(f"{chat}:")]
        return len(mine) - sum(each.talk == str(chat) for each in self._plan.ledger.delivered)

    async def _listen(self, chat: int) -> None:
        while True:
            sent: dict[str, Any] = await self._api.sent(chat, seconds=10_000)
            delivered = Delivered(str(chat), f"{chat}", mark_of(str(sent["text"])), time.time())
            self._plan.ledger.delivered.append(delivered)


def note_offsets(plan: Plan, api: BotApi) -> None:
    """Note as acknowledged what Telegram may forget: every update before the highest offset that it was asked for."""
    confirmed = max(api.offsets, default=0)
    for key, update in plan.ledger.updates.items():
        if update < confirmed:
            plan.ledger.written[key].acknowledge()

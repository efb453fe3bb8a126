"""A real fake of the bot's port, and the hearth wired around the real store."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import update

from bot.markup import MarkdownMarkup
from config.store import Store
from crm_store.tables import message
from routing.conversations import Guess
from routing.desk_actions import DeskActions
from routing.intake import Intake
from routing.language import detect
from routing.librarians import Librarian, Role
from routing.messages import Channel, Choice, Inbound, Message
from routing.ports import Limits
from routing.promise import WaitPromise
from routing.reader_actions import ReaderActions
from routing.receipts import Receipts
from routing.replies import Context, Outcome, Reply
from routing.router import Desk, Router
from routing.store_ports import Stored

LIMITS = {
    Channel.WEB: Limits(8000, choices=True, attachments=True),
    Channel.TELEGRAM: Limits(4096, choices=True, attachments=False),
    Channel.MAIL: Limits(100_000, choices=False, attachments=True, answers_once=True),
}
GUESSES = (Guess("renew", "renewals", "Renewing", 0.4), Guess("loan", "loans", "Loans", 0.3))
UNSURE = Reply(
    Outcome.CLARIFY,
    "en",
    "Which one?",
    choices=(Choice("renew", "Renewing"), Choice("loan", "Loans")),
    guesses=GUESSES,
)
ACCOUNT = Reply(Outcome.LOOKUP_ACCOUNT, "en", "Your account is at…", topic="account")
LIBRARIANS_OWN = Reply(
    Outcome.HANDOVER,
    "en",
    "Our subject librarians know.",
    topic="research",
    entry="thesis",
    guesses=GUESSES,
    queue="research",
)


@dataclass
class FakeBot:
    """Answers everything, but for the replies that it was given; hangs or fails where it is told to."""

    replies: dict[str, Reply] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    contexts: list[Context] = field(default_factory=list)
    failing: set[str] = field(default_factory=set)
    was_asked: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    hanging: set[str] = field(default_factory=set)

    async def ask(self, question: str, language: str | None, context: Context) -> Reply:
        self.asked.append(question)
        self.contexts.append(context)
        self.was_asked.set()
        if question in self.failing:
            raise ValueError("the bot broke")
        if question in self.hanging:
            await self.go_on.wait()
        answer = Reply(Outcome.ANSWER, detect(question, language), f"An answer to {question}", entry="answer")
        return self.replies.get(question, answer)

    async def answer(self, entry: str, language: str) -> Reply | None:
        return None if entry == "gone" else Reply(Outcome.ANSWER, language, f"The entry {entry}", entry=entry)


@dataclass
class Hearth:
    """Bot, router, readers' buttons and the desk, over one store."""

    store: Store
    bot: FakeBot
    router: Router
    intake: Intake
    actions: ReaderActions
    desk: DeskActions

    async def say(self, text: str, *, key: str = "1", who: str = "s1", **more) -> Stored:
        """Store what a reader writes; nothing is routed yet."""
        inbound = Inbound(Channel.WEB, who, f"{who}:{key}", text, language="en")
        return await self.store.inbox.store_inbound(replace(inbound, **more), claim=False)

    async def settle(self) -> None:
        """Route until there is nothing left to do."""
        while await self.router.step():
            pass

    async def thread(self, stored: Stored) -> Sequence[Message]:
        return await self.store.threads.latest(stored.conversation.contact_id, 0, 100)

    async def told(self, stored: Stored) -> list[tuple[str, str]]:
        return [(each.author.value, each.text) for each in await self.thread(stored)]

    async def let_claims_run_out(self) -> None:
        past = self.store.clock() - timedelta(minutes=1)
        waiting = update(message).where(message.c.due.is_not(None)).values(due=past)
        await self.store.writer.run(lambda connection: connection.execute(waiting).rowcount)


def hearth(store: Store, bot: FakeBot | None = None, **more) -> Hearth:
    """Wire the hearth as config/wiring.py does, with a fake bot. `queue_of` and `patience` go to the router."""
    queue_of: Callable[[Reply], int | None] = more.pop("queue_of", lambda _: None)
    markup = MarkdownMarkup()
    receipts = Receipts(store.inbox, WaitPromise(None, 10), markup, store.clock)
    bot = bot or FakeBot()
    router = Router(store.inbox, bot, Desk(receipts, markup, queue_of, LIMITS), **more)
    intake = Intake(store.inbox, router)
    actions = ReaderActions(store.conversations, receipts, LIMITS)
    return Hearth(store, bot, router, intake, actions, DeskActions(store.conversations, markup))


def librarian(key: int, name: str = "Ada") -> Librarian:
    return Librarian(key, name, f"{name.lower()}@library.example", Role.LIBRARIAN)

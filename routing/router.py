"""Asks the bot between two transactions and decides what becomes of a reader's message."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from routing.conversations import Guess, HandOver, Reason
from routing.log_lines import Line, line
from routing.measures import UNCOUNTED, Measures
from routing.messages import Author, Channel, Draft
from routing.ports import Bot, Limits, Markup
from routing.receipts import Receipts
from routing.replies import Context, Outcome, Reply
from routing.rules import PERSON_TOPIC, decide, reason_of, worth_showing
from routing.store_ports import ClaimedMessage, Inbox, RouterReply
from routing.wording import say

log = logging.getLogger(__name__)

BOT_SECONDS = 10.0
MOST_CLAIMS = 3
BATCH = 32
"""Messages that one claim takes: where others store them, a claim costs as much as routing a few."""
ROOM = 256

QueueOf = Callable[[Reply], int | None]
"""Says which queue takes a reply that is handed over; None keeps the conversation's."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the router needs to know of the library to answer and to hand over."""

    receipts: Receipts
    markup: Markup
    queue_of: QueueOf
    limits: Mapping[Channel, Limits]


class Router:
    """Routes claimed messages: those that this process stored itself, and those that it claims from the store."""

    def __init__(
        self,
        inbox: Inbox,
        bot: Bot,
        desk: Desk,
        *,
        patience: float = BOT_SECONDS,
        measures: Measures = UNCOUNTED,
    ) -> None:
        self._inbox = inbox
        self._bot = bot
        self._desk = desk
        self._patience = patience
        self._measures = measures
        self._own: set[asyncio.Task[None]] = set()

    @property
    def has_room(self) -> bool:
        """Tell whether another message may be handed over directly; else it waits in the store."""
        return len(self._own) < ROOM

    def accept(self, claimed: ClaimedMessage) -> None:
        """Route a message that this process has just stored, without asking the store for it."""
        task = asyncio.create_task(self._route_safely(claimed))
        self._own.add(task)
        task.add_done_callback(self._own.discard)

    async def step(self) -> bool:
        """Claim some messages from the store and route them side by side."""
        claimed = await self._inbox.claim_inbound(BATCH)
        await asyncio.gather(*(self._route_safely(message) for message in claimed))
        return bool(claimed)

    async def close(self) -> None:
        """Finish what was accepted."""
        await asyncio.gather(*self._own)

    async def _route_safely(self, claimed: ClaimedMessage) -> None:
        """One message that fails stops no other: its claim runs out, and the third failure brings it to a librarian."""
        began = time.perf_counter()
        try:
            outcome = await self._route(claimed)
        except Exception:
            outcome = "failed"
            log.exception("routing_failed", extra=_line(claimed, outcome, began))
        else:
            log.info("message_routed", extra=_line(claimed, outcome, began))
        self._measures.routed(claimed.message.channel, claimed.message.at, outcome)

    async def _route(self, claimed: ClaimedMessage) -> str:
        if claimed.tries > MOST_CLAIMS:
            decided = await self._hand_over(claimed, Reason.FAILED)
        elif self._limits(claimed).answers_once and claimed.conversation.answered:
            decided = RouterReply(claimed, hand_over=HandOver(Reason.ASKED), topic=claimed.conversation.topic)
        else:
            decided = await self._answer(claimed)
        held = await self._inbox.store_reply(decided)
        return "claim_lost" if not held else "handed_over" if decided.hand_over else "answered"

    async def _answer(self, claimed: ClaimedMessage) -> RouterReply:
        try:
            async with asyncio.timeout(self._patience):
                reply = await self._ask(claimed)
        except TimeoutError:
            self._measures.understood("failed")
            return await self._hand_over(claimed, Reason.FAILED)
        self._measures.understood(reply.outcome.value)
        once = self._limits(claimed).answers_once
        if reply.outcome is Outcome.HANDOVER or (reply.outcome is Outcome.CLARIFY and once):
            return await self._hand_over(claimed, reason_of(reply), reply)
        return RouterReply(
            claimed,
            drafts=(self._draft(claimed, reply),),
            topic=reply.topic,
            entry=reply.entry,
            language=reply.language,
            unsure=reply.outcome is Outcome.CLARIFY,
        )

    async def _ask(self, claimed: ClaimedMessage) -> Reply:
        message, conversation = claimed.message, claimed.conversation
        if message.entry:
            chosen = await self._bot.answer(message.entry, conversation.language)
            if chosen is not None:
                return chosen
        context = Context(conversation.last_entry, conversation.unsure_turns)
        return await decide(message.text, message.language or conversation.language, context, self._bot)

    async def _hand_over(self, claimed: ClaimedMessage, reason: Reason, reply: Reply | None = None) -> RouterReply:
        conversation = claimed.conversation
        if reply and reply.topic == PERSON_TOPIC and conversation.topic:
            reply = replace(reply, topic=conversation.topic)  # what the talk was about says more than who is asked for
        queue_id = (self._desk.queue_of(reply) if reply else None) or conversation.queue_id
        language = reply.language if reply else conversation.language
        receipt = await self._desk.receipts.write(
            conversation,
            queue_id=queue_id,
            language=language,
            limits=self._limits(claimed),
            before=_said_first(reply, reason),
        )
        guesses = worth_showing(reply.guesses) if reply else ()
        return RouterReply(
            claimed,
            drafts=(receipt,),
            hand_over=HandOver(reason, queue_id, guesses),
            topic=_topic_of(reply, guesses) if reply else conversation.topic,
            language=language,
            unsure=reason is Reason.UNSURE,
        )

    def _draft(self, claimed: ClaimedMessage, reply: Reply) -> Draft:
        markdown = reply.text
        if not claimed.conversation.answered and not self._limits(claimed).answers_once:
            markdown = f"{markdown}\n\n{say('automatic', reply.language)}"
        return Draft(
            author=Author.BOT,
            text=self._desk.markup.to_text(markdown),
            html=self._desk.markup.to_html(markdown),
            choices=reply.choices,
            sources=reply.sources,
            entry=reply.entry,
            confidence=reply.confidence,
        )

    def _limits(self, claimed: ClaimedMessage) -> Limits:
        return self._desk.limits[claimed.message.channel]


def _topic_of(reply: Reply, guesses: Sequence[Guess]) -> str | None:
    """Return what the handed over question is about, as far as can be told: never what was talked about before."""
    return reply.topic or (guesses[0].topic if guesses else None)


def _line(claimed: ClaimedMessage, outcome: str, began: float) -> Line:
    message = claimed.message
    ids = {"message_id": message.id, "conversation_id": claimed.conversation.id}
    return {**line(outcome, began, channel=message.channel, **ids), "tries": claimed.tries}


def _said_first(reply: Reply | None, reason: Reason) -> str:
    """Return what the library says before the receipt: nothing where the receipt alone answers what was asked."""
    if reply is None or reply.outcome is not Outcome.HANDOVER or reason is Reason.ASKED:
        return ""
    return reply.text

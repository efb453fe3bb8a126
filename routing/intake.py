"""Where every reader's message comes in: cleaned, stored durably, and only then thanked for."""

import asyncio
import logging
import time
from dataclasses import replace
from typing import Protocol

from routing.cleaning import clean
from routing.language import detect
from routing.log_lines import line
from routing.messages import Inbound
from routing.store_ports import ClaimedMessage, Inbox, Stored

log = logging.getLogger(__name__)


class Forward(Protocol):
    """A router in this process: takes a message that was stored already claimed for it."""

    @property
    def has_room(self) -> bool: ...

    def accept(self, claimed: ClaimedMessage) -> None: ...


class Intake:
    """Stores what readers say. Where this process routes too, the message goes straight to its own router."""

    def __init__(self, inbox: Inbox, router: Forward | None = None) -> None:
        self._inbox = inbox
        self._router = router

    async def receive(self, inbound: Inbound) -> Stored:
        """Store one message and return its place. Raises Unavailable when nothing could be promised. Who is gone
        meanwhile (a closed tab) is answered nevertheless: the message is stored, and must find its router.
        """
        return await asyncio.shield(self._receive(inbound))

    async def _receive(self, inbound: Inbound) -> Stored:
        began = time.perf_counter()
        claim = self._router is not None and self._router.has_room
        stored = await self._inbox.store_inbound(prepare(inbound), claim=claim)
        log.info(
            "message_stored",
            extra=line(
                "repeated" if stored.repeated else "stored",
                began,
                channel=inbound.channel,
                message_id=stored.message.id,
                conversation_id=stored.conversation.id,
            ),
        )
        if self._router is not None and stored.tries:
            self._router.accept(ClaimedMessage(stored.message, stored.conversation, stored.tries))
        return stored


def prepare(inbound: Inbound) -> Inbound:
    """Return the message as it may be stored: cleaned, and in the language that its text speaks."""
    text = clean(inbound.text)
    name = clean(inbound.name)[:200] if inbound.name else None
    return replace(inbound, text=text, name=name, language=detect(text, inbound.language))

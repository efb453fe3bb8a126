"""What a reader can do besides writing: ask for a librarian, or go back to the automatic answers."""

import logging
import time
from collections.abc import Callable, Mapping
from functools import partial

from routing.conversations import Change, Conversation, HandOver, Owner, Reason
from routing.language import supported
from routing.log_lines import line_of_change
from routing.messages import Channel, Draft
from routing.ports import Limits
from routing.receipts import Receipts
from routing.rules import PERSON_TOPIC
from routing.store_ports import Changed, Conversations, Decide

log = logging.getLogger(__name__)


class ReaderActions:
    """The buttons of every channel."""

    def __init__(
        self,
        conversations: Conversations,
        receipts: Receipts,
        limits: Mapping[Channel, Limits],
        queue_of_topic: Callable[[str | None], int | None] = lambda _: None,
    ) -> None:
        self._conversations = conversations
        self._queue_of_topic = queue_of_topic
        self._receipts = receipts
        self._limits = limits

    async def ask_librarian(
        self,
        channel: Channel,
        address: str,
        language: str | None = None,
        name: str | None = None,
    ) -> Changed:
        """Hand the reader's conversation over (begun if need be, opened again if it was closed); nothing changes where
        it waits or a librarian has it already.
        """
        spoken = supported(language)
        conversation_id = await self._conversations.open_for(channel, address, spoken, name)
        now = (await self._conversations.change(conversation_id, lambda _: Change())).conversation
        if now.owner in (Owner.WAITING, Owner.LIBRARIAN):
            return Changed(now, ())
        queue_id = self._queue_of_topic(now.topic) or now.queue_id
        receipt = await self._receipts.write(
            now,
            queue_id=queue_id,
            language=now.language if now.seq else spoken,
            limits=self._limits[channel],
        )
        hand_over = partial(_hand_over, receipt=receipt, queue_id=queue_id)
        return await self._act("ask_librarian", conversation_id, hand_over)

    async def back_to_bot(self, channel: Channel, address: str) -> Changed:
        """Take a waiting conversation back to the automatic answers; nothing changes in any other state."""
        conversation_id = await self._conversations.open_for(channel, address, supported(None))
        return await self._act("back_to_bot", conversation_id, _take_back)

    async def _act(self, act: str, conversation_id: int, decide: Decide) -> Changed:
        began = time.perf_counter()
        changed = await self._conversations.change(conversation_id, decide)
        log.info("reader_acted", extra={**line_of_change(changed, began), "act": act})
        return changed


def _hand_over(conversation: Conversation, *, receipt: Draft, queue_id: int) -> Change:
    if conversation.owner in (Owner.WAITING, Owner.LIBRARIAN):
        return Change()
    waits = HandOver(Reason.ASKED, queue_id)
    return Change(hand_over=waits, messages=(receipt,), topic=conversation.topic or PERSON_TOPIC)


def _take_back(conversation: Conversation) -> Change:
    return Change(owner=Owner.BOT) if conversation.owner is Owner.WAITING else Change()

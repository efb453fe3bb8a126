"""The receipt of a hand-over: case number, place in the queue, and a promise that the calendar keeps."""

from routing.conversations import Conversation
from routing.messages import Author, Draft
from routing.ports import Clock, Limits, Markup, Promise
from routing.store_ports import Inbox
from routing.wording import say


class Receipts:
    """Writes the one message that tells a reader that a librarian will answer."""

    def __init__(self, inbox: Inbox, promise: Promise, markup: Markup, clock: Clock) -> None:
        self._inbox = inbox
        self._promise = promise
        self._markup = markup
        self._clock = clock

    async def write(
        self,
        conversation: Conversation,
        *,
        queue_id: int,
        language: str,
        limits: Limits,
        before: str = "",
    ) -> Draft:
        """Return the receipt for a conversation that is about to wait in that queue; `before` is said first."""
        place = await self._inbox.place_in_queue(conversation.id, queue_id)
        promise = self._promise.sentence(self._clock(), place, language=language)
        key = "receipt_mail" if limits.answers_once else "receipt"
        receipt = say(key, language, case=conversation.case, place=place, promise=promise)
        markdown = f"{before}\n\n{receipt}".strip()
        return Draft(Author.SYSTEM, self._markup.to_text(markdown), self._markup.to_html(markdown))

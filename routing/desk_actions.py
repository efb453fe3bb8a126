"""What librarians do with a conversation. Each act is a pure decision on the locked conversation."""

import logging
import time

from routing.cleaning import clean
from routing.conversations import Change, Conversation, HandOver, Owner, Reason
from routing.errors import AlreadyClaimed, Invalid, RicError, WrongState
from routing.librarians import Librarian
from routing.log_lines import line, line_of_change
from routing.messages import MAX_TEXT, Author, Draft
from routing.ports import Markup
from routing.store_ports import Changed, Conversations, Decide

log = logging.getLogger(__name__)


class DeskActions:
    """Claim, reply, note, hand over, close, reopen."""

    def __init__(self, conversations: Conversations, markup: Markup) -> None:
        self._conversations = conversations
        self._markup = markup

    async def claim(self, conversation_id: int, librarian: Librarian) -> Changed:
        """Take a conversation. AlreadyClaimed: another librarian has it; WrongState: it is closed."""

        def decide(conversation: Conversation) -> Change:
            if conversation.owner is Owner.LIBRARIAN:
                _refuse_others(conversation, librarian)
                return Change(seen=True)
            if conversation.owner is Owner.CLOSED:
                raise WrongState("the conversation is closed: reopen it first")
            return Change(by=librarian.id, audit="claim", owner=Owner.LIBRARIAN, assignee_id=librarian.id, seen=True)

        return await self._act("claim", conversation_id, librarian, decide)

    async def reply(
        self,
        conversation_id: int,
        librarian: Librarian,
        *,
        text: str,
        client_id: str | None = None,
        close: bool = False,
    ) -> Changed:
        """Answer the reader on the contact the question came from; the same client_id again stores nothing."""
        wanted = checked_text(text)
        key = f"desk:{conversation_id}:{librarian.id}:{client_id}" if client_id else None
        draft = Draft(
            author=Author.LIBRARIAN,
            text=wanted,
            html=self._markup.to_html(wanted),
            name=librarian.name,
            librarian_id=librarian.id,
            external_id=key,
        )

        def decide(conversation: Conversation) -> Change:
            _only_assignee(conversation, librarian)
            owner = Owner.CLOSED if close else None
            return Change(by=librarian.id, audit="close" if close else None, owner=owner, messages=(draft,), seen=True)

        return await self._act("reply", conversation_id, librarian, decide, key=key)

    async def note(self, conversation_id: int, librarian: Librarian, *, text: str) -> Changed:
        """Write a note that only librarians see."""
        wanted = checked_text(text)
        noted = Change(by=librarian.id, note=wanted)
        return await self._act("note", conversation_id, librarian, lambda _: noted)

    async def hand_over(
        self,
        conversation_id: int,
        librarian: Librarian,
        *,
        queue_id: int | None = None,
        to_librarian: int | None = None,
        note: str | None = None,
    ) -> Changed:
        """Give a conversation to a queue or to a person, by whoever has it, or from a queue by anyone."""
        written = checked_text(note) if note else None

        def decide(conversation: Conversation) -> Change:
            if conversation.owner is Owner.LIBRARIAN:
                _only_assignee(conversation, librarian)
            if conversation.owner is Owner.CLOSED:
                raise WrongState("the conversation is closed: reopen it first")
            if to_librarian is not None:
                return Change(
                    by=librarian.id, audit="handover", owner=Owner.LIBRARIAN, assignee_id=to_librarian, note=written
                )
            return Change(by=librarian.id, audit="handover", hand_over=HandOver(Reason.RULE, queue_id), note=written)

        return await self._act("hand_over", conversation_id, librarian, decide)

    async def close(
        self,
        conversation_id: int,
        librarian: Librarian,
        *,
        topic: str | None = None,
        read_score: int | None = None,
    ) -> Changed:
        """Close a conversation that waits, is with the bot, or is one's own."""

        def decide(conversation: Conversation) -> Change:
            if conversation.owner is Owner.LIBRARIAN:
                _only_assignee(conversation, librarian)
            if conversation.owner is Owner.CLOSED:
                raise WrongState("the conversation is closed already")
            return Change(
                by=librarian.id,
                audit="close",
                owner=Owner.CLOSED,
                seen=True,
                topic=topic,
                read_score=read_score,
            )

        return await self._act("close", conversation_id, librarian, decide)

    async def reopen(self, conversation_id: int, librarian: Librarian) -> Changed:
        """Open a closed conversation again, with oneself as its librarian. WrongState: it is open, or the reader has
        begun a newer one in its place.
        """

        def decide(conversation: Conversation) -> Change:
            if conversation.owner is not Owner.CLOSED:
                raise WrongState("the conversation is not closed")
            return Change(by=librarian.id, audit="reopen", owner=Owner.LIBRARIAN, assignee_id=librarian.id)

        return await self._act("reopen", conversation_id, librarian, decide)

    async def seen(self, conversation_id: int, librarian: Librarian) -> Changed:
        """Mark the reader's messages as read at the desk."""
        return await self._conversations.change(conversation_id, lambda _: Change(by=librarian.id, seen=True))

    async def _act(
        self, act: str, conversation_id: int, librarian: Librarian, decide: Decide, *, key: str | None = None
    ) -> Changed:
        """Carry an act out, and say in the log what came of it."""
        began, who = time.perf_counter(), {"act": act, "librarian_id": librarian.id}
        try:
            changed = await self._conversations.change(conversation_id, decide, key=key)
        except RicError as error:
            refused = line(type(error).__name__, began, conversation_id=conversation_id)
            log.info("desk_acted", extra={**refused, **who})
            raise
        log.info("desk_acted", extra={**line_of_change(changed, began), **who})
        return changed


def checked_text(text: str) -> str:
    """Return a text as it may be stored, or raise Invalid where it is empty or too long."""
    cleaned = clean(text).strip()
    if not cleaned:
        raise Invalid("the text is empty", {"text": "must not be empty"})
    if len(cleaned) > MAX_TEXT:
        raise Invalid("the text is too long", {"text": f"at most {MAX_TEXT} characters"})
    return cleaned


def _only_assignee(conversation: Conversation, librarian: Librarian) -> None:
    if conversation.owner is not Owner.LIBRARIAN:
        raise WrongState("claim the conversation first")
    if conversation.assignee_id != librarian.id:
        raise WrongState("another librarian has this conversation")


def _refuse_others(conversation: Conversation, librarian: Librarian) -> None:
    if conversation.assignee_id is not None and conversation.assignee_id != librarian.id:
        raise AlreadyClaimed(conversation.assignee_id)

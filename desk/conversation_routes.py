"""Conversations: lists, one in full, and what a librarian does with it."""

import base64
import binascii
from contextlib import suppress
from datetime import UTC, datetime

from aiohttp import web

from crm_store.conversation_views import read_conversation, read_note
from crm_store.indexer import Indexer
from crm_store.librarians import find_by_id
from crm_store.queue_views import is_queue
from crm_store.views import ListQuery, Place, list_conversations, row_by_id
from desk import bodies, shapes
from desk.calls import Call, Route, answer, as_id
from desk.parts import DeskParts
from routing.errors import Invalid, Unavailable


class ConversationRoutes:
    """The routes of conversations."""

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    def routes(self) -> list[Route]:
        """Return the endpoints."""
        row, one = shapes.Row, "conversations/{id}"
        return [
            Route("GET", "conversations", self.page, "A list", shapes.Rows, query=bodies.ListQuery),
            Route("GET", one, self.read, "One in full", shapes.Conversation, query=bodies.MessagesQuery),
            Route("POST", f"{one}/claim", self.claim, "Take it", row),
            Route("POST", f"{one}/reply", self.reply, "Answer", shapes.Message, status=201, body=bodies.Reply),
            Route("POST", f"{one}/note", self.note, "Note", shapes.Note, status=201, body=bodies.Note),
            Route("POST", f"{one}/handover", self.hand_over, "Hand over", row, body=bodies.HandOver),
            Route("POST", f"{one}/close", self.close, "Close", row, body=bodies.Close),
            Route("POST", f"{one}/reopen", self.reopen, "Open it again", row),
            Route("POST", f"{one}/seen", self.seen, "Mark the reader's messages as read", status=204),
        ]

    async def page(self, call: Call) -> web.Response:
        """Return one page of rows. A search first takes up what was said a moment ago."""
        asked = call.query(bodies.ListQuery)
        query = ListQuery(
            wanted=asked.view,
            librarian_id=call.librarian.id,
            queue_id=int(asked.queue) if asked.queue else None,
            words=(asked.q or "").strip() or None,
            after=_from_cursor(asked.cursor) if asked.cursor else None,
        )
        if query.words:
            with suppress(Unavailable):  # who cannot write now can still find what was said before
                await Indexer(self._parts.database, self._parts.writer, self._parts.make_id).step()
        page = await self._parts.database.read(lambda connection: list_conversations(connection, query))
        return answer(shapes.Rows.model_validate({"items": page.rows, "next": page.next and _to_cursor(page.next)}))

    async def read(self, call: Call) -> web.Response:
        """Return a conversation with its messages and notes."""
        key, before = call.key(), call.query(bodies.MessagesQuery).before
        view = await self._parts.database.read(lambda connection: read_conversation(connection, key, before=before))
        return answer(shapes.Conversation.model_validate(view))

    async def claim(self, call: Call) -> web.Response:
        """Take a conversation; one's own is answered as it is."""
        await self._parts.actions.claim(call.key(), call.librarian)
        return await self._row(call)

    async def reply(self, call: Call) -> web.Response:
        """Answer the reader; the same client_id again gets the first message back, with 200."""
        given = await call.body(bodies.Reply)
        changed = await self._parts.actions.reply(
            call.key(), call.librarian, text=given.text, client_id=given.client_id, close=given.close
        )
        return answer(shapes.Message.model_validate(changed.messages[0]), 200 if changed.repeated else 201)

    async def note(self, call: Call) -> web.Response:
        """Write a note that only librarians see."""
        given = await call.body(bodies.Note)
        noted = (await self._parts.actions.note(call.key(), call.librarian, text=given.text)).note_id
        view = await self._parts.database.read(lambda connection: read_note(connection, noted or 0))
        return answer(shapes.Note.model_validate(view), 201)

    async def hand_over(self, call: Call) -> web.Response:
        """Give a conversation to a queue or to a person."""
        given = await call.body(bodies.HandOver)
        await self._check_receiver(given)
        await self._parts.actions.hand_over(
            call.key(),
            call.librarian,
            queue_id=int(given.queue) if given.queue else None,
            to_librarian=int(given.librarian) if given.librarian else None,
            note=given.note,
        )
        return await self._row(call)

    async def close(self, call: Call) -> web.Response:
        """Close a conversation, with its topic and READ score if they are known."""
        given = await call.body(bodies.Close)
        if given.topic is not None and given.topic not in self._parts.topics:
            raise Invalid("there is no such topic", {"topic": "there is no such topic"})
        await self._parts.actions.close(call.key(), call.librarian, topic=given.topic, read_score=given.read)
        return await self._row(call)

    async def reopen(self, call: Call) -> web.Response:
        """Open a closed conversation again, as one's own."""
        await self._parts.actions.reopen(call.key(), call.librarian)
        return await self._row(call)

    async def seen(self, call: Call) -> web.Response:
        """Mark what the reader wrote as read."""
        await self._parts.actions.seen(call.key(), call.librarian)
        return web.Response(status=204)

    async def _row(self, call: Call) -> web.Response:
        key = call.key()
        return answer(
            shapes.Row.model_validate(await self._parts.database.read(lambda connection: row_by_id(connection, key))),
        )

    async def _check_receiver(self, given: bodies.HandOver) -> None:
        if given.queue:
            key = int(given.queue)
            if not await self._parts.database.read(lambda connection: is_queue(connection, key)):
                raise Invalid("there is no such queue", {"queue": "there is no such queue"})
        elif given.librarian:
            key = int(given.librarian)
            account = await self._parts.database.read(lambda connection: find_by_id(connection, key))
            if account is None or account.disabled:
                raise Invalid("there is no such librarian", {"librarian": "there is no such librarian"})


def _to_cursor(place: Place) -> str:
    moment, key = place
    return base64.urlsafe_b64encode(f"{moment.astimezone(UTC).isoformat()} {key}".encode()).decode().rstrip("=")


def _from_cursor(cursor: str) -> Place:
    try:
        words = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        moment, _, number = words.partition(" ")
        at, key = datetime.fromisoformat(moment), as_id(number)
    except (ValueError, binascii.Error) as error:
        raise _bad_cursor() from error
    if key is None or at.tzinfo is None:
        raise _bad_cursor()
    return at, key


def _bad_cursor() -> Invalid:
    return Invalid("the cursor is none of ours", {"cursor": "is none of ours"})

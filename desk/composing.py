"""A librarian who is typing an answer: passed on to the reader, and never stored."""

from pydantic import ValidationError

from crm_store.views import contact_answered_by
from desk.bodies import Types
from desk.parts import DeskParts
from routing.errors import Unavailable
from routing.messages import Author
from routing.ports import Typing


class Composing:
    """Hears the desks' sockets. Only who has the conversation is believed; anything else means nothing."""

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    async def hear(self, librarian_id: int, said: str) -> None:
        """Take one frame of a librarian's desk."""
        try:
            frame = Types.model_validate_json(said)
            key = int(frame.conversation)
            answered = await self._parts.database.read(
                lambda connection: contact_answered_by(connection, key, librarian_id),
            )
        except (ValidationError, Unavailable):
            return
        if answered is not None:
            self._parts.changes.typing(Typing(key, answered, Author.LIBRARIAN, frame.on))

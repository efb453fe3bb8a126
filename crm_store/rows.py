"""Between rows and nouns: the one place that knows which column becomes which field."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping

from routing.conversations import Conversation, Guess, Owner
from routing.messages import Attachment, Author, Channel, Choice, Draft, Message, MessageState, Source


def to_message(row: RowMapping | Mapping[str, Any]) -> Message:
    """Build a Message from a row of the message table."""
    return Message(
        id=row["id"],
        conversation_id=row["conversation_id"],
        contact_id=row["contact_id"],
        seq=row["seq"],
        channel=Channel(row["channel"]),
        author=Author(row["author"]),
        text=row["text"],
        html=row["html"],
        at=row["at"],
        state=MessageState(row["state"]),
        name=row["name"],
        language=row["language"],
        choices=tuple(Choice(**choice) for choice in row["choices"]),
        sources=tuple(Source(**source) for source in row["sources"]),
        attachments=tuple(Attachment(**attachment) for attachment in row["attachments"]),
        entry=row["entry"],
        confidence=row["confidence"],
        failure=row["failure"],
        quiet=row["quiet"],
        external_id=row["external_id"],
    )


def to_conversation(row: RowMapping | Mapping[str, Any], address: str) -> Conversation:
    """Build a Conversation from a row of the conversation table and its contact's address."""
    return Conversation(
        id=row["id"],
        case=row["case_number"],
        contact_id=row["contact_id"],
        channel=Channel(row["channel"]),
        address=address,
        owner=Owner(row["owner"]),
        version=row["version"],
        seq=row["seq"],
        queue_id=row["queue_id"],
        assignee_id=row["assignee_id"],
        language=row["language"],
        topic=row["topic"],
        last_entry=row["last_entry"],
        unsure_turns=row["unsure_turns"],
        answered=row["answered"],
        waiting_since=row["waiting_since"],
        closed_at=row["closed"],
    )


_UNUSED: dict[str, Any] = {
    **dict.fromkeys(("name", "librarian_id", "folded", "language", "entry", "confidence", "due", "done", "failure")),
    "external_id": None,
    "choices": [],
    "sources": [],
    "attachments": [],
    "envelope": {},
    "quiet": False,
    "tries": 0,
}
"""What a message has that was not given; nobody changes these lists."""


def message_row(**given: Any) -> dict[str, Any]:
    """Return a full row for the message table: what is given, and the defaults of the rest."""
    return _UNUSED | given


def draft_row(draft: Draft) -> dict[str, Any]:
    """Return the columns of the message table that a draft fills."""
    return {
        "author": draft.author.value,
        "text": draft.text,
        "html": draft.html,
        "name": draft.name,
        "librarian_id": draft.librarian_id,
        "choices": dicts(draft.choices),
        "sources": dicts(draft.sources),
        "attachments": dicts(draft.attachments),
        "entry": draft.entry,
        "confidence": draft.confidence,
        "external_id": draft.external_id,
    }


def dicts(nouns: Sequence[Choice | Source | Attachment | Guess]) -> list[dict[str, Any]]:
    """Turn nouns into JSON objects; all that they hold are plain values."""
    return [{name: getattr(noun, name) for name in noun.__slots__} for noun in nouns]

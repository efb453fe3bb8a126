"""The nouns of a conversation: its owner, why it waits, and a change that is asked of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from routing.messages import Channel, Draft


class Owner(StrEnum):
    """Who speaks next. Exactly one at any time."""

    BOT = "bot"
    WAITING = "waiting"
    LIBRARIAN = "librarian"
    CLOSED = "closed"


class Reason(StrEnum):
    """Why a conversation waits for a librarian."""

    ASKED = "asked"
    UNSURE = "unsure"
    LIBRARIAN_TOPIC = "librarian_topic"
    RULE = "rule"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Guess:
    """What the bot thinks the reader may have meant."""

    entry: str
    topic: str | None
    title: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation as it was read in a transaction."""

    id: int
    case: str
    contact_id: int
    channel: Channel
    address: str
    owner: Owner
    version: int
    seq: int
    queue_id: int
    assignee_id: int | None
    language: str
    topic: str | None
    last_entry: str | None
    unsure_turns: int
    answered: bool
    waiting_since: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class HandOver:
    """A conversation goes to a queue and waits there; `queue_id` None keeps the queue it has."""

    reason: Reason
    queue_id: int | None = None
    guesses: tuple[Guess, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What one decision changes in one conversation, all of it in one transaction.

    A field that is None keeps what is there; `Change()` changes nothing. `assignee_id` is meant when the owner is to be
    a librarian. `note` is text that only librarians see, `seen` marks the reader's messages as read at the desk, and
    `audit` names the act in the audit log, done by librarian `by`.
    """

    owner: Owner | None = None
    assignee_id: int | None = None
    hand_over: HandOver | None = None
    messages: tuple[Draft, ...] = ()
    note: str | None = None
    topic: str | None = None
    read_score: int | None = None
    seen: bool = False
    by: int | None = None
    audit: str | None = None

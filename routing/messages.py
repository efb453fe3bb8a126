"""The nouns of a message: what a channel hands in, what is stored, what goes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

MAX_TEXT = 8_000
"""Code points that one typed message may have (web chat, desk). Mail is longer and has its own cap."""


class Channel(StrEnum):
    """The way a message came or goes."""

    WEB = "web"
    MAIL = "mail"
    TELEGRAM = "telegram"
    DESK = "desk"
    PHONE = "phone"


class Author(StrEnum):
    """Who wrote a message."""

    READER = "reader"
    BOT = "bot"
    LIBRARIAN = "librarian"
    SYSTEM = "system"


class MessageState(StrEnum):
    """Inbound: new → routed. Outbound: queued → sent or failed."""

    NEW = "new"
    ROUTED = "routed"
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry that is offered to the reader as a button."""

    entry: str
    title: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where an answer comes from; `url` may be empty."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A stored file: `id` is random, the bytes are found by `digest` (SHA-256, hex)."""

    id: str
    name: str
    type: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message of a reader, as a channel hands it to intake.

    `address` is the reader's address on that channel (web: the session's id, Telegram: the chat's id, mail: the
    sender), `external_id` names the message once and for all and names its owner too. `envelope` is the channel's own
    data; it comes back with every reply to this message. `entry` is set when the reader chose an offered entry.
    """

    channel: Channel
    address: str
    external_id: str
    text: str
    language: str | None = None
    name: str | None = None
    entry: str | None = None
    attachments: tuple[Attachment, ...] = ()
    envelope: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """A message that we are about to store: what bot, librarian or system say."""

    author: Author
    text: str
    html: str
    name: str | None = None
    librarian_id: int | None = None
    choices: tuple[Choice, ...] = ()
    sources: tuple[Source, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    entry: str | None = None
    confidence: float | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A stored message."""

    id: int
    conversation_id: int
    contact_id: int
    seq: int
    channel: Channel
    author: Author
    text: str
    html: str
    at: datetime
    state: MessageState
    name: str | None = None
    language: str | None = None
    choices: tuple[Choice, ...] = ()
    sources: tuple[Source, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    entry: str | None = None
    confidence: float | None = None
    failure: str | None = None
    quiet: bool = False
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class Outbound:
    """One stored message that a channel is to deliver to one address.

    `message_id` is the stable key of this delivery: the same id is the same message, however often it is tried.
    `envelope` is what the channel stored with the reader's last message on this contact; `subject` is the
    conversation's. `tries` counts this attempt too.
    """

    message_id: int
    conversation_id: int
    case: str
    channel: Channel
    address: str
    author: Author
    name: str | None
    text: str
    html: str
    language: str
    choices: tuple[Choice, ...]
    sources: tuple[Source, ...]
    attachments: tuple[Attachment, ...]
    subject: str | None
    envelope: Mapping[str, str]
    at: datetime
    tries: int

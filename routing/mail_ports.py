"""The store as the mail channel sees it: a mail is kept raw first and filed once it was read. crm_store fills it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from routing.messages import Inbound


@dataclass(frozen=True, slots=True)
class RawMail:
    """A mail as SMTP handed it over. `external_id` is the hash by which a repeat is recognised."""

    external_id: str
    mail_from: str
    recipient: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class ClaimedMail:
    """A raw mail claimed for reading."""

    message_id: int
    mail: RawMail
    at: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class FiledMail:
    """A mail that was read: which contact and conversation it belongs to, and what the reader newly wrote.

    `conversation_id` None begins a conversation. `quiet` tells that no automatic answer may go out; `close` that the
    new conversation needs nobody (automatic mail). `inbound.text` is the new part, `folded` the rest.
    """

    inbound: Inbound
    subject: str
    folded: str = ""
    html: str = ""
    conversation_id: int | None = None
    verified: bool = False
    quiet: bool = False
    close: bool = False
    unreadable: bool = False
    claimed_address: str | None = None


@dataclass(frozen=True, slots=True)
class MailThread:
    """What threading must know of a conversation before a mail may join it."""

    conversation_id: int
    participants: frozenset[str]


class MailRoom(Protocol):
    """The store, as the mail channel sees it: raw first, read later."""

    async def store_raw(self, mail: RawMail) -> int | None:
        """Store durably and return the message's id; None where the same mail (by external_id) was there before."""
        ...

    async def claim_raw(self, limit: int) -> Sequence[ClaimedMail]: ...

    async def file(self, claimed: ClaimedMail, filed: FiledMail) -> int | None:
        """File a mail that was read and return its conversation's id; None (and nothing stored) where the claim was
        lost.
        """
        ...

    async def thread(self, conversation_id: int) -> MailThread | None: ...

    async def thread_of_message(self, message_id: int) -> MailThread | None: ...

    async def first_mails_since(self, address: str, since: datetime) -> int: ...

    async def mark_bounced(self, message_id: int | None, address: str, failure: str) -> None:
        """Mark a contact as unreachable, and the message that came back as failed."""
        ...

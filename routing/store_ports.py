"""The store as routing and the channels see it: its ports, and the nouns that go through them. crm_store fills them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from routing.conversations import Change, Conversation, HandOver, Owner
from routing.messages import Channel, Draft, Inbound, Message, Outbound


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of an inbound message: its place in the session, and whether it was there before."""

    message: Message
    conversation: Conversation
    repeated: bool
    tries: int
    """1: stored already claimed for the process that stored it. 0: waits for whoever claims it."""


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """An inbound message claimed for routing; `tries` is the fence that finishing it must repeat."""

    message: Message
    conversation: Conversation
    tries: int


@dataclass(frozen=True, slots=True)
class RouterReply:
    """What the router decided on one claimed message: stored with its finishing, or not at all.

    `topic` None keeps the conversation's, but where it is handed over: then nobody knows what it is about.
    """

    claimed: ClaimedMessage
    drafts: tuple[Draft, ...] = ()
    hand_over: HandOver | None = None
    close: bool = False
    topic: str | None = None
    entry: str | None = None
    language: str | None = None
    unsure: bool = False


class Inbox(Protocol):
    """The store, as intake and router see it."""

    async def store_inbound(self, inbound: Inbound, *, claim: bool) -> Stored: ...

    async def claim_inbound(self, limit: int) -> Sequence[ClaimedMessage]: ...

    async def store_reply(self, reply: RouterReply) -> bool:
        """Finish the message and store what was decided; False (and nothing stored) where the claim was lost."""
        ...

    async def place_in_queue(self, conversation_id: int, queue_id: int) -> int:
        """Return the place that this conversation has, or would have, in the queue; 1 is next."""
        ...


@dataclass(frozen=True, slots=True)
class ClaimedOutbound:
    """A reply claimed for sending."""

    outbound: Outbound
    tries: int


class OutTray(Protocol):
    """The store, as the outbox sees it."""

    async def claim_outbound(self, channels: Sequence[Channel], limit: int) -> Sequence[ClaimedOutbound]: ...

    async def mark_sent(self, claimed: ClaimedOutbound) -> bool: ...

    async def retry_later(self, claimed: ClaimedOutbound, delay: float, failure: str) -> bool: ...

    async def give_up(self, claimed: ClaimedOutbound, failure: str) -> bool: ...


Decide = Callable[[Conversation], Change]
"""A pure decision on a conversation that is locked while it is made; it may raise Refused."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A conversation after a change, the messages stored by it (or found, when repeated), and its note's id."""

    conversation: Conversation
    messages: tuple[Message, ...]
    repeated: bool = False
    note_id: int | None = None


class Conversations(Protocol):
    """The store, as desk actions and readers' buttons see it."""

    async def change(self, conversation_id: int, decide: Decide, *, key: str | None = None) -> Changed:
        """Decide on a locked conversation. Where a message with external id `key` is there already, nothing is
        decided again and that message is returned. NotFound: there is no such conversation.
        """
        ...

    async def open_for(self, channel: Channel, address: str, language: str, name: str | None = None) -> int:
        """Return the id of the contact's current conversation (it may be closed), begun if none may go on."""
        ...


@dataclass(frozen=True, slots=True)
class SessionState:
    """What a reader may know about the conversation that a contact is in. `position` is given only while it waits."""

    contact_id: int
    conversation_id: int
    owner: Owner
    case: str
    language: str
    last_seq: int
    position: int | None
    librarian: str | None


@dataclass(frozen=True, slots=True)
class News:
    """What a contact's open socket has not been told yet."""

    state: SessionState
    messages: tuple[Message, ...]


class ReaderThreads(Protocol):
    """The store, as a channel sees it that shows a reader the whole thread."""

    async def find(self, channel: Channel, address: str) -> SessionState | None:
        """Return how things stand for a contact; None where it has said nothing yet."""
        ...

    async def addresses(self, contact_ids: Collection[int]) -> Mapping[int, str]:
        """Return the addresses of contacts."""
        ...

    async def find_seq(self, channel: Channel, external_id: str) -> int | None:
        """Return the seq of a stored message by what names it; None where there is none."""
        ...

    async def latest(self, contact_id: int, after: int, limit: int) -> Sequence[Message]:
        """Return the last so many messages with a higher seq, ascending."""
        ...

    async def news(self, wanted: Mapping[int, int]) -> Mapping[int, News]:
        """Return for each contact (id → the seq that it was told last) all later messages, and how things stand."""
        ...

    async def mark_seen(self, contact_id: int, seq: int) -> None: ...


class Cursor(Protocol):
    """A number that one poller owns and moves after commit (Telegram's offset)."""

    async def lease(self, name: str, holder: str, seconds: float) -> bool: ...

    async def read(self, name: str) -> int: ...

    async def move(self, name: str, value: int) -> None: ...

"""The ports: what routing needs from its neighbours, and nothing more. config/wiring.py fills them."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from routing.conversations import Change, Conversation, HandOver, Owner
from routing.messages import Attachment, Author, Channel, Draft, Inbound, Message, Outbound
from routing.replies import Context, Reply

Clock = Callable[[], datetime]
"""Says the time: aware, UTC."""


class Bot(Protocol):
    """Understands a question and knows the library's answers."""

    async def ask(self, question: str, language: str | None, context: Context) -> Reply:
        """Reply to one question; never raises for anything that a reader can type."""
        ...

    async def answer(self, entry: str, language: str) -> Reply | None:
        """Return the answer of one entry that the reader chose, or None where it is not (or no longer) published."""
        ...


class Titles(Protocol):
    """Knows what the entries that may be offered are called."""

    def title(self, entry: str, language: str) -> str | None:
        """Return the title of an entry in the reader's language; None where there is no such entry."""
        ...


class Markup(Protocol):
    """Turns Markdown into HTML that is safe to show anywhere."""

    def to_html(self, markdown: str) -> str: ...

    def to_text(self, markdown: str) -> str: ...


class Promise(Protocol):
    """What may be promised to somebody who waits: see routing/promise.py."""

    def wait_minutes(self, at: datetime, position: int) -> int | None:
        """Return the minutes until that place in the queue is reached, closed hours included."""
        ...

    def sentence(self, at: datetime, position: int, *, language: str) -> str: ...


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
    """What the router decided on one claimed message: stored with its finishing, or not at all."""

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
    """A conversation after a change, and the messages that the change stored (or found, when repeated)."""

    conversation: Conversation
    messages: tuple[Message, ...]
    repeated: bool = False


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

    async def latest(self, contact_id: int, after: int, limit: int) -> Sequence[Message]:
        """Return the last so many messages with a higher seq, ascending."""
        ...

    async def news(self, wanted: Mapping[int, int]) -> Mapping[int, News]:
        """Return for each contact (id → the seq that it was told last) all later messages, and how things stand."""
        ...

    async def mark_seen(self, contact_id: int, seq: int) -> None: ...


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

    async def store_raw(self, mail: RawMail) -> bool:
        """Store durably; False where the same mail (by external_id) was there before."""
        ...

    async def claim_raw(self, limit: int) -> Sequence[ClaimedMail]: ...

    async def file(self, claimed: ClaimedMail, filed: FiledMail) -> bool: ...

    async def thread(self, conversation_id: int) -> MailThread | None: ...

    async def thread_of_message(self, message_id: int) -> MailThread | None: ...

    async def first_mails_since(self, address: str, since: datetime) -> int: ...

    async def mark_bounced(self, message_id: int | None, address: str, failure: str) -> None:
        """Mark a contact as unreachable, and the message that came back as failed."""
        ...


class Cursor(Protocol):
    """A number that one poller owns and moves after commit (Telegram's offset)."""

    async def lease(self, name: str, holder: str, seconds: float) -> bool: ...

    async def read(self, name: str) -> int: ...

    async def move(self, name: str, value: int) -> None: ...


class Bell(Protocol):
    """Wakes whoever waits for work, here and in other processes. A hint: nothing depends on it being heard."""

    def ring(self, name: str) -> None: ...

    async def wait(self, name: str, seconds: float) -> None:
        """Return when the bell rang, or after so many seconds."""
        ...


@dataclass(frozen=True, slots=True)
class Typing:
    """Somebody is typing, or has stopped. Never stored."""

    conversation_id: int
    contact_id: int
    author: Author
    on: bool


class Fanout(Protocol):
    """Tells open sockets, here and in other processes, what changed: ids only, after commit."""

    def conversation_changed(self, conversation_id: int, contact_id: int) -> None: ...

    def typing(self, typing: Typing) -> None: ...

    def subscribe(self, listener: "Listener") -> Callable[[], None]:
        """Let a listener hear from now on; the returned function ends it."""
        ...


class Listener(Protocol):
    """Hears what changed. Called on the event loop; must not block and must not raise."""

    def conversation_changed(self, conversation_id: int, contact_id: int) -> None: ...

    def typing(self, typing: Typing) -> None: ...


class Files(Protocol):
    """Keeps attachments by the hash of their content."""

    async def keep(self, name: str, type: str, data: bytes) -> Attachment:  # noqa: A002 (Attachment's own word)
        """Keep the bytes durably and return the attachment that names them. Raises Unavailable."""
        ...

    async def read(self, attachment: Attachment) -> bytes:
        """Return the bytes. Raises NotFound or Unavailable."""
        ...


Step = Callable[[], Awaitable[bool]]
"""Does one thing and returns True if there was work."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel can carry: code points a message, buttons, files, and whether a first answer is the only one."""

    length: int
    choices: bool
    attachments: bool
    answers_once: bool = False


class ChannelPort(Protocol):
    """One way to reach readers."""

    name: Channel
    limits: Limits

    async def run(self) -> None:
        """Receive until cancelled."""
        ...

    async def send(self, outbound: Outbound) -> None:
        """Deliver one message, or raise SendError."""
        ...

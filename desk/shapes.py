"""What the API answers with, in the contract's shapes: ids are strings, times ISO 8601 in UTC with Z."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, computed_field

Id = Annotated[str, BeforeValidator(str)]


class Shape(BaseModel):
    """Read from views (mappings) and from nouns (attributes) alike."""

    model_config = ConfigDict(from_attributes=True)


class Named(Shape):
    """Somebody or something by id and name."""

    id: Id
    name: str


class SignedIn(Shape):
    """A librarian's own account."""

    id: Id
    name: str
    email: str
    role: str


class Session(Shape):
    """POST session, GET me."""

    csrf_token: str
    librarian: SignedIn


class Guess(Shape):
    """What the bot thinks the reader may have meant; confidence 0 to 1."""

    entry: str
    topic: str | None
    title: str
    confidence: float


class RowReader(Shape):
    """The reader of a row; verified: the address is proven to be theirs."""

    id: Id
    name: str | None
    verified: bool


class Row(Shape):
    """A conversation as lists and events show it."""

    id: Id
    case: str
    owner: Literal["bot", "waiting", "librarian", "closed"]
    channel: Literal["web", "mail", "telegram", "desk", "phone"]
    queue: Id
    place: str | None
    assignee: Named | None
    reader: RowReader
    language: str
    topic: str | None
    subject: str | None
    reason: Literal["asked", "unsure", "librarian_topic", "rule", "failed"] | None
    guesses: list[Guess]
    preview: str
    waiting_since: datetime | None
    created: datetime
    updated: datetime
    unread: int
    version: int


class Rows(Shape):
    """One page of conversations."""

    items: list[Row]
    next: str | None = None


class Choice(Shape):
    """An entry that was offered to the reader."""

    entry: str
    title: str


class Source(Shape):
    """Where an answer comes from."""

    title: str
    url: str


class Attachment(Shape):
    """A file; `url` wants the session's cookie and always answers with a download."""

    id: str
    name: str
    type: str
    size: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def url(self) -> str:
        """Where the file is downloaded."""
        return f"/api/v1/attachments/{self.id}"


class Message(Shape):
    """A message; `html` is sanitised, `folded` what a mail quoted."""

    id: Id
    seq: int
    author: Literal["reader", "bot", "librarian", "system"]
    name: str | None
    text: str
    html: str
    folded: str | None = None
    at: datetime
    choices: list[Choice]
    sources: list[Source]
    attachments: list[Attachment]
    state: Literal["new", "routed", "queued", "sent", "failed"]
    entry: str | None
    confidence: float | None
    failure: str | None


class Note(Shape):
    """What only librarians see."""

    id: Id
    conversation: Id
    author: str | None
    text: str
    at: datetime


class Conversation(Row):
    """A row with what was said; `more`: there are earlier messages."""

    messages: list[Message]
    more: bool
    notes: list[Note]


class Failure(Shape):
    """Every answer that is no success."""

    error: str
    detail: str
    fields: dict[str, str]
    assignee: Named | None = None

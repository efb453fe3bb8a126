"""What the API answers with about readers, colleagues, queues and the house itself."""

from desk.shapes import Id, Note, Row, Shape, SignedIn, Source


class Queue(Shape):
    """A queue, and how many wait in it."""

    id: Id
    name: str
    name_zh: str
    name_en: str
    slug: str
    place: str | None
    alert_minutes: int
    waiting: int


class Queues(Shape):
    """All queues."""

    items: list[Queue]
    next: str | None = None


class Colleague(SignedIn):
    """A librarian; online: their desk is open."""

    online: bool


class Colleagues(Shape):
    """All librarians who may sign in."""

    items: list[Colleague]
    next: str | None = None


class Contact(Shape):
    """A way to reach a reader."""

    channel: str
    address: str
    proven: bool


class Claim(Shape):
    """An address that a reader named and nobody has proven."""

    channel: str
    address: str


class MergedReader(Shape):
    """A reader who counts as another, and what tells this one apart: contacts, and the latest case."""

    id: Id
    name: str | None
    case: str | None
    contacts: list[Contact]


class RecordRow(Row):
    """A conversation on a reader's record; `question` is what the reader began with, where that says anything."""

    question: str | None


class Reader(Shape):
    """A reader's whole record; `merged` are the readers who count as this one, each of which can be undone."""

    id: Id
    name: str | None
    contacts: list[Contact]
    claims: list[Claim]
    conversations: list[RecordRow]
    notes: list[Note]
    merged: list[MergedReader]


class Entry(Shape):
    """What an entry says in one language; `text` is Markdown."""

    id: str
    title: str
    text: str
    sources: list[Source]


class Status(Shape):
    """Whether mail can go out, and what an operator should mend."""

    relay: bool
    faults: list[str]

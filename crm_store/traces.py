"""One conversation's way through the rooms, from its rows: who did what and when, and not a word of what was said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select

from crm_store.tables import audit, conversation, librarian, message, note, queue
from routing.errors import NotFound
from routing.messages import Author, MessageState

_MESSAGE = message.c[
    "id", "seq", "channel", "author", "entry", "confidence", "choices", "state", "due", "tries", "failure", "at", "done"
]


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened then. `seq` is the message's that it happened to, None where it was to the conversation."""

    at: datetime
    seq: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A conversation as it stands, and what happened in order of time."""

    case: str
    conversation_id: int
    channel: str
    owner: str
    queue: str
    topic: str | None
    reason: str | None
    events: tuple[Event, ...]


def read_trace(connection: Connection, case: str) -> Trace:
    """Return the trace of a case. NotFound: there is none."""
    query = select(conversation, queue.c.slug).join(queue, queue.c.id == conversation.c.queue_id)
    row = connection.execute(query.where(conversation.c.case_number == case)).mappings().first()
    if row is None:
        raise NotFound(f"there is no case {case}")
    began = Event(row["created"], None, "the conversation began")
    messages, acts = _of_messages(connection, row["id"]), _of_librarians(connection, row["id"])
    events = [began, *messages, *acts, *_of_conversation(row)]  # what happened at once is told in this order
    return Trace(
        case=case,
        conversation_id=row["id"],
        channel=row["channel"],
        owner=row["owner"],
        queue=row["slug"],
        topic=row["topic"],
        reason=row["reason"],
        events=tuple(sorted(events, key=lambda event: event.at)),
    )


def _of_conversation(row: RowMapping) -> Iterator[Event]:
    if row["waiting_since"]:
        yield Event(row["waiting_since"], None, f"began to wait in the queue {row['slug']}: {row['reason']}")
    if row["alerted"]:
        yield Event(row["alerted"], None, "the queue's address was told that nobody is online")
    if row["closed"]:
        yield Event(row["closed"], None, "closed")


def _of_messages(connection: Connection, conversation_id: int) -> Iterator[Event]:
    query = select(*_MESSAGE, librarian.c.email).outerjoin(librarian, librarian.c.id == message.c.librarian_id)
    ours = query.where(message.c.conversation_id == conversation_id).order_by(message.c.seq)
    rows = connection.execute(ours).mappings().all()
    replies = {row["at"]: row for row in rows if row["author"] in (Author.BOT, Author.SYSTEM)}
    for row in rows:
        who = f"{row['author']} {row['email']}" if row["email"] else row["author"]
        yield Event(row["at"], row["seq"], f"{who}: message {row['id']} stored ({row['channel']})")
        if row["author"] == Author.READER:
            yield _routing_of(row, replies.get(row["done"]))
        else:
            yield _sending_of(row)


def _routing_of(row: RowMapping, reply: RowMapping | None) -> Event:
    """What became of a reader's message. The reply to it was stored in the same transaction, hence at the same time."""
    if row["done"] is None:
        return Event(row["due"] or row["at"], row["seq"], f"not routed yet, {_tries(row)}")
    if row["done"] == row["at"]:
        return Event(row["done"], row["seq"], "left to the librarians")
    return Event(row["done"], row["seq"], f"routed, {_tries(row)}: {_outcome_of(reply)}")


def _outcome_of(reply: RowMapping | None) -> str:
    if reply is None:
        return "left to the librarians"
    if reply["author"] == Author.SYSTEM:
        return "handed over"
    if reply["choices"]:
        return "choices offered"
    sure = "" if reply["confidence"] is None else f" (confidence {reply['confidence']:.2f})"
    return f"answered with {reply['entry'] or 'no entry'}{sure}"


def _sending_of(row: RowMapping) -> Event:
    seq, why = row["seq"], f": {row['failure']}" if row["failure"] else ""
    if row["done"] is None:
        return Event(row["due"] or row["at"], seq, f"waits to be sent, {_tries(row)}{why}; due at this time")
    if row["state"] == MessageState.FAILED:
        return Event(row["done"], seq, f"not delivered, {_tries(row)}{why}")
    return Event(row["done"], seq, f"sent, {_tries(row)}" if row["tries"] else "sent")


def _tries(row: RowMapping) -> str:
    return f"claimed {row['tries']} times" if row["tries"] != 1 else "claimed once"


def _of_librarians(connection: Connection, conversation_id: int) -> Iterator[Event]:
    acts = select(audit.c.at, audit.c.what, librarian.c.email).where(audit.c.subject_id == conversation_id)
    for at, what, email in connection.execute(acts.outerjoin(librarian, librarian.c.id == audit.c.librarian_id)):
        yield Event(at, None, f"{what} by {email or 'nobody at the desk'}")
    notes = select(note.c.at, librarian.c.email).where(note.c.conversation_id == conversation_id)
    for at, email in connection.execute(notes.outerjoin(librarian, librarian.c.id == note.c.librarian_id)):
        yield Event(at, None, f"note by {email or 'nobody at the desk'}")

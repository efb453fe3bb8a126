"""Daily counters: raised behind the hot path with what they count, so that no report reads the messages.

| measure | kind | detail |
|---|---|---|
| received: readers' messages | channel | |
| answered: the bot's replies | answer, or choices where it offered some | entry |
| replied: librarians' replies | channel | |
| handed_over: receipts that readers got for a hand-over | reason | queue's slug |
| claim, close, handover, reopen and others: acts of librarians | librarian's id | topic |

Days are those of UTC.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, RowMapping, func, select
from sqlalchemy.dialects import postgresql, sqlite

from crm_store.tables import audit, conversation, daily_count, message, queue
from routing.messages import Author

_Key = tuple[date, str, str, str]


@dataclass(frozen=True, slots=True)
class Sum:
    """How often something happened in a span of days."""

    measure: str
    kind: str
    detail: str
    count: int


def sum_counts(connection: Connection, first: date, last: date) -> list[Sum]:
    """Return the sums from the first to the last day, both included, in the order of their names."""
    names = daily_count.c.measure, daily_count.c.kind, daily_count.c.detail
    query = select(*names, func.sum(daily_count.c.count)).where(daily_count.c.day.between(first, last))
    return [Sum(*row[:3], int(row[3])) for row in connection.execute(query.group_by(*names).order_by(*names))]


def count_messages(connection: Connection, ids: Sequence[int]) -> None:
    """Raise the counters of these messages."""
    query = (
        select(message.c.at, message.c.author, message.c.channel, message.c.entry, message.c.choices)
        .add_columns(conversation.c.reason, queue.c.slug)
        .join(conversation, conversation.c.id == message.c.conversation_id)
        .join(queue, queue.c.id == conversation.c.queue_id)
        .where(message.c.id.in_(ids))
    )
    _raise(connection, Counter(_key_of_message(row) for row in connection.execute(query).mappings()))


def count_acts(connection: Connection, ids: Sequence[int]) -> None:
    """Raise the counters of what librarians did."""
    query = (
        select(audit.c.at, audit.c.what, audit.c.librarian_id, conversation.c.topic)
        .outerjoin(conversation, conversation.c.id == audit.c.subject_id)
        .where(audit.c.id.in_(ids))
    )
    acts = connection.execute(query).all()
    keys = [(act.at.date(), act.what[:32], str(act.librarian_id or ""), act.topic or "") for act in acts]
    _raise(connection, Counter(keys))


def _key_of_message(row: RowMapping) -> _Key:
    day = row["at"].date()
    match row["author"]:
        case Author.READER:
            return day, "received", row["channel"], ""
        case Author.LIBRARIAN:
            return day, "replied", row["channel"], ""
        case Author.BOT:
            return day, "answered", "choices" if row["choices"] else "answer", row["entry"] or ""
        case _:
            return day, "handed_over", row["reason"] or "", row["slug"]


def _raise(connection: Connection, counted: Counter[_Key]) -> None:
    """Add to the rows that are there, and begin the others; in one order, so that nobody waits in a circle."""
    if not counted:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    insertion = dialect.insert(daily_count)
    raised = daily_count.c.count + insertion.excluded.count
    names = "day", "measure", "kind", "detail"
    rows = [{**dict(zip(names, key, strict=True)), "count": count} for key, count in sorted(counted.items())]
    connection.execute(insertion.on_conflict_do_update(index_elements=names, set_={"count": raised}), rows)

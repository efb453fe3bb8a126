"""How the library stands: who waits, what is on its way, what failed. Bounded queries over indexes, asked often."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import Connection, func, select, text

from crm_store.ids import first_id_of
from crm_store.tables import conversation, cursor, message, queue
from routing.conversations import Owner
from routing.messages import Author, MessageState

BACKUP = "backup"
"""The cursor that holds when the last backup was made, in seconds since 1970."""
FAILED_WITHIN = timedelta(hours=24)
LATELY = timedelta(minutes=5)
_MOST = 10_000
_MOST_LATELY = 1_000
_IS_WORK = text("message.state IN ('new', 'queued')")  # literal: only so SQLite finds the partial index
_IS_FAILED = text("message.state = 'failed'")


@dataclass(frozen=True, slots=True)
class QueueHealth:
    """A queue: how many wait in it, and since when the first does."""

    slug: str
    name_zh: str
    name_en: str
    waiting: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Pile:
    """Messages of one channel that wait: how many (counted up to 10,000), and since when the first does."""

    waiting: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChannelHealth:
    """A channel: readers' messages not routed yet, replies not sent yet, and replies given up within a day."""

    channel: str
    unrouted: Pile
    unsent: Pile
    failed: int


@dataclass(frozen=True, slots=True)
class Lag:
    """How long the messages of the last five minutes took, in seconds; None where there were none."""

    messages: int
    median: float | None
    longest: float | None


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """What the tables say at one moment. `answers`: arrival to routed; `deliveries`: reply stored to sent."""

    queues: tuple[QueueHealth, ...]
    channels: tuple[ChannelHealth, ...]
    answers: Lag
    deliveries: Lag
    backup: datetime | None
    telegram_polled_until: datetime | None


def read_health(connection: Connection, channels: tuple[str, ...], now: datetime, telegram: str) -> StoreHealth:
    """Return how things stand; `telegram` is the name of the cursor that its poller leases."""
    work, failed = _work(connection), _failed(connection, now - FAILED_WITHIN)
    found = [
        ChannelHealth(
            name,
            work.get((name, MessageState.NEW.value), Pile()),
            work.get((name, MessageState.QUEUED.value), Pile()),
            failed.get(name, 0),
        )
        for name in channels
    ]
    answers, deliveries = _lags(connection, now - LATELY)
    backup = connection.scalar(select(cursor.c.value).where(cursor.c.name == BACKUP))
    return StoreHealth(
        queues=_queues(connection),
        channels=tuple(found),
        answers=answers,
        deliveries=deliveries,
        backup=datetime.fromtimestamp(backup, now.tzinfo) if backup else None,
        telegram_polled_until=connection.scalar(select(cursor.c.until).where(cursor.c.name == telegram)),
    )


def _queues(connection: Connection) -> tuple[QueueHealth, ...]:
    waits = (conversation.c.queue_id == queue.c.id) & (conversation.c.owner == Owner.WAITING)
    count, oldest = func.count(conversation.c.id), func.min(conversation.c.waiting_since)
    query = select(queue.c.slug, queue.c.name_zh, queue.c.name_en, count, oldest).outerjoin(conversation, waits)
    rows = connection.execute(query.group_by(queue.c.id).order_by(queue.c.position))
    return tuple(QueueHealth(*row) for row in rows)


def _work(connection: Connection) -> dict[tuple[str, str], Pile]:
    """Return what waits by channel and state."""
    some = select(message.c.channel, message.c.state, message.c.at).where(_IS_WORK).limit(_MOST).subquery()
    query = select(some.c.channel, some.c.state, func.count(), func.min(some.c.at))
    rows = connection.execute(query.group_by(some.c.channel, some.c.state))
    return {(channel, state): Pile(count, oldest) for channel, state, count, oldest in rows}


def _failed(connection: Connection, since: datetime) -> dict[str, int]:
    some = select(message.c.channel).where(_IS_FAILED, message.c.done >= since).limit(_MOST).subquery()
    return dict(connection.execute(select(some.c.channel, func.count()).group_by(some.c.channel)).all())


def _lags(connection: Connection, since: datetime) -> tuple[Lag, Lag]:
    """Return the lags of readers' messages and of replies that were stored since then: ids are ordered by time.

    What was done as it was stored (a reply in the web chat, a message to a librarian) kept nobody waiting.
    """
    query = (
        select(message.c.author, message.c.at, message.c.done)
        .where(message.c.id >= first_id_of(since), message.c.done > message.c.at)
        .order_by(message.c.id.desc())
        .limit(_MOST_LATELY)
    )
    rows = [(row.author == Author.READER, (row.done - row.at).total_seconds()) for row in connection.execute(query)]
    by_reader, by_us = ([took for is_theirs, took in rows if is_theirs is wanted] for wanted in (True, False))
    return _lag(by_reader), _lag(by_us)


def _lag(seconds: list[float]) -> Lag:
    if not seconds:
        return Lag(0, None, None)
    return Lag(len(seconds), round(median(seconds), 3), round(max(seconds), 3))

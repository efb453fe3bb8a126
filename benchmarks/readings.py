"""What is asked of a store all day: by librarians at the desk, and by the loops that look for work."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, func, select

from benchmarks.fill import END
from benchmarks.invented_texts import Texts
from config.store import Store
from crm_store.conversation_views import read_conversation
from crm_store.daily_counts import sum_counts
from crm_store.inbox import place_in_queue
from crm_store.queue_views import list_queues
from crm_store.reader_views import read_record
from crm_store.tables import conversation, reader
from crm_store.views import ListQuery, Page, Wanted, list_conversations
from routing.conversations import Owner
from routing.housekeeping import GRACE, IDLE
from routing.messages import Channel

_CHOSEN = 40
"""Different conversations, readers and rare words that are asked for in turn."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One kind of question to the store; `ask` is called again and again and chooses by a counter."""

    name: str
    ask: Callable[[Connection, int], Any]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a store holds to ask for."""

    conversations: list[int]
    readers: list[int]
    librarian_id: int
    queue_id: int


def choose(connection: Connection) -> Chosen:
    """Pick conversations and readers from all over the store, the same ones each time."""
    owned = select(conversation.c.assignee_id, conversation.c.queue_id)
    row = connection.execute(owned.where(conversation.c.owner == Owner.LIBRARIAN).limit(1)).one()
    return Chosen(_spread(connection, conversation.c.id), _spread(connection, reader.c.id), row[0], row[1])


def readings_of(chosen: Chosen) -> list[Reading]:
    """Return what librarians wait for."""
    talks, queue_id = chosen.conversations, chosen.queue_id
    lists = [reading for wanted in Wanted for reading in _lists(wanted, chosen.librarian_id)]
    return [
        *lists,
        Reading(
            "conversation", lambda connection, turn: read_conversation(connection, _of(chosen.conversations, turn))
        ),
        Reading("reader's record", lambda connection, turn: read_record(connection, _of(chosen.readers, turn))),
        *_searches(chosen.librarian_id),
        Reading("counters of a year", lambda connection, _: sum_counts(connection, *_last_year())),
        Reading("queues", lambda connection, _: list_queues(connection)),
        Reading("place in a queue", lambda connection, turn: place_in_queue(connection, _of(talks, turn), queue_id)),
    ]


def loops_of(store: Store) -> dict[str, Callable[[], Any]]:
    """Return what the loops ask when there is nothing to do."""
    chores, now = store.chores, END
    return {
        "inbound work": lambda: store.inbox.claim_inbound(16),
        "outbound work": lambda: store.out_tray.claim_outbound([Channel.MAIL, Channel.TELEGRAM], 16),
        "what is idle": lambda: chores.idle_since(now - IDLE - timedelta(days=3650)),
        "who is left alone": lambda: chores.abandoned_since(now - GRACE - timedelta(days=3650)),
        "what is not indexed": store.indexer.step,
    }


def _lists(wanted: Wanted, librarian_id: int) -> list[Reading]:
    query = ListQuery(wanted, librarian_id)
    places: dict[int, Page] = {}

    def deep(connection: Connection, _: int) -> Page:
        key = id(connection.engine)
        if key not in places:
            places[key] = _middle(connection, query)
        return list_conversations(connection, replace(query, after=places[key].next))

    first = Reading(f"list {wanted}, first page", lambda connection, _: list_conversations(connection, query))
    return [first, Reading(f"list {wanted}, deep page", deep)]


def _middle(connection: Connection, query: ListQuery) -> Page:
    """Return a page in the middle of a list, whose end is where a deep page begins."""
    count = connection.execute(select(func.count()).select_from(conversation)).scalar_one()
    if query.wanted not in {Wanted.ALL, Wanted.CLOSED}:
        return list_conversations(connection, replace(query, limit=60))
    order = select(conversation.c.updated, conversation.c.id).order_by(conversation.c.updated).offset(count // 2)
    return Page([], tuple(connection.execute(order.limit(1)).one()))


def _searches(librarian_id: int) -> list[Reading]:
    texts = Texts(Random(1))  # noqa: S311 (the seed of the fill: its rare words)
    words = {
        "Chinese, common": ["续借"],
        "Chinese, two words": ["续借 数据库"],
        "Chinese, one character": ["借"],
        "Chinese, rare": texts.rare("zh-CN", _CHOSEN),
        "English, common": ["renew"],
        "English, two words": ["renew database"],
        "English, rare": texts.rare("en", _CHOSEN),
    }
    return [_search(f"search {name}", ListQuery(Wanted.ALL, librarian_id), found) for name, found in words.items()]


def _search(name: str, query: ListQuery, words: list[str]) -> Reading:
    return Reading(
        name,
        lambda connection, turn: list_conversations(connection, replace(query, words=words[turn % len(words)])),
    )


def _spread(connection: Connection, column: Any) -> list[int]:
    first, last = connection.execute(select(func.min(column), func.max(column))).one()
    keys = [first + (last - first) * part // _CHOSEN for part in range(_CHOSEN)]
    return [
        connection.execute(select(column).where(column >= key).order_by(column).limit(1)).scalar_one() for key in keys
    ]


def _of(keys: list[int], turn: int) -> int:
    return keys[turn % len(keys)]


def _last_year() -> tuple[Any, Any]:
    end: datetime = END
    return (end - timedelta(days=365)).date(), end.date()

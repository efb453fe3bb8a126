"""Conversations as lists and events show them: a page of rows is two queries, however many rows there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, RowMapping, Select, UnaryExpression, literal, select, tuple_

from crm_store.readers import Head, heads
from crm_store.search_views import Reach, few_hits, in_hits, is_hit
from crm_store.tables import UtcTime, contact, conversation, librarian, reader
from routing.conversations import Owner
from routing.errors import NotFound
from routing.messages import Channel

View = dict[str, Any]
"""A part of an answer in the contract's shape; ids are numbers still, times aware."""

Place = tuple[datetime, int]
"""Where a row stands in its list: by time, and by id where times are equal."""

_REACH = Reach()
_OPEN = Owner.BOT, Owner.WAITING, Owner.LIBRARIAN


class Wanted(StrEnum):
    """Which conversations a list shows."""

    WAITING = "waiting"
    MINE = "mine"
    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a librarian asks to see; `after` is where the page before ended."""

    wanted: Wanted
    librarian_id: int
    queue_id: int | None = None
    words: str | None = None
    after: Place | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows; `next` is where the following one begins, None where there is none."""

    rows: list[View]
    next: Place | None


def list_conversations(connection: Connection, query: ListQuery, reach: Reach = _REACH) -> Page:
    """Return one page: those that wait with the oldest first, all others with the latest change first."""
    rows = _search(connection, query, reach) if query.words else _read_page(connection, query)
    if len(rows) <= query.limit:
        return Page(rows, None)
    last = rows[query.limit - 1]
    return Page(rows[: query.limit], (last[_order(query).name], last["id"]))


def _search(connection: Connection, query: ListQuery, reach: Reach) -> list[View]:
    """Look few hits up; of many, read the list as far as a common word should need, and only then put all in order."""
    words = query.words or ""
    found = few_hits(connection, words, reach.many)
    if found is not None:
        return _read_page(connection, query, conversation.c.id.in_(found))
    place = _listed(query, _order(query), conversation.c.id).limit(1).offset(reach.walk)
    end = connection.execute(place).first()
    near = [] if end is None else [_lies_before(query, (end[0], end[1]))]
    rows = _read_page(connection, query, is_hit(connection, words), *near)
    if end is None or len(rows) > query.limit:
        return rows
    return _read_page(connection, query, in_hits(connection, words))


def rows_by_id(connection: Connection, ids: Iterable[int]) -> list[View]:
    """Return the rows of these conversations, in the order of their ids."""
    return _read(connection, _rows().where(conversation.c.id.in_(set(ids))).order_by(conversation.c.id))


def row_by_id(connection: Connection, conversation_id: int) -> View:
    """Return one row. NotFound: there is no such conversation."""
    rows = rows_by_id(connection, [conversation_id])
    if not rows:
        raise NotFound("there is no such conversation")
    return rows[0]


def contact_answered_by(connection: Connection, conversation_id: int, librarian_id: int) -> int | None:
    """Return whom a librarian answers in a conversation; None where it is not (or no longer) this librarian's."""
    mine = conversation.c.owner == Owner.LIBRARIAN, conversation.c.assignee_id == librarian_id
    query = select(conversation.c.contact_id).where(conversation.c.id == conversation_id, *mine)
    found: int | None = connection.scalar(query)
    return found


def rows_of_readers(connection: Connection, readers: Sequence[int], limit: int) -> list[View]:
    """Return the conversations of these readers, the latest change first."""
    order = conversation.c.updated.desc(), conversation.c.id.desc()
    return _read(connection, _rows().where(contact.c.reader_id.in_(readers)).order_by(*order).limit(limit))


def _conditions(query: ListQuery) -> list[ColumnElement[bool]]:
    owner = conversation.c.owner
    by_view: dict[Wanted, list[ColumnElement[bool]]] = {
        Wanted.WAITING: [owner == Owner.WAITING, conversation.c.waiting_since.is_not(None)],
        Wanted.MINE: [owner == Owner.LIBRARIAN, conversation.c.assignee_id == query.librarian_id],
        Wanted.OPEN: [owner.in_(_OPEN)],
        Wanted.CLOSED: [owner.not_in(_OPEN)],  # nearly all: said so that no index of owners seems to be of use
        Wanted.ALL: [],
    }
    conditions = by_view[query.wanted]
    if query.queue_id is not None:
        conditions.append(conversation.c.queue_id == query.queue_id)
    return conditions


def _order(query: ListQuery) -> Column[datetime]:
    return conversation.c.waiting_since if query.wanted is Wanted.WAITING else conversation.c.updated


def _read_page(connection: Connection, query: ListQuery, *conditions: ColumnElement[bool]) -> list[View]:
    """Read one row more than the page has. What a row shows is joined for these alone, however many were sorted."""
    chosen = _listed(query, conversation.c.id).where(*conditions).limit(query.limit + 1)
    return _read(connection, _rows().where(conversation.c.id.in_(chosen)).order_by(*_in_order(query)))


def _listed(query: ListQuery, *columns: Column[Any]) -> Select[Any]:
    """Return the view's conversations in its order, from where the page before ended."""
    selected = select(*columns).where(*_conditions(query)).order_by(*_in_order(query))
    return selected if query.after is None else selected.where(_lies_behind(query, query.after))


def _in_order(query: ListQuery) -> list[UnaryExpression[Any]]:
    columns = _order(query), conversation.c.id
    return [column.asc() if query.wanted is Wanted.WAITING else column.desc() for column in columns]


def _lies_behind(query: ListQuery, place: Place) -> ColumnElement[bool]:
    here, there = tuple_(_order(query), conversation.c.id), _literal(place)
    behind: ColumnElement[bool] = here > there if query.wanted is Wanted.WAITING else here < there
    return behind


def _lies_before(query: ListQuery, place: Place) -> ColumnElement[bool]:
    here, there = tuple_(_order(query), conversation.c.id), _literal(place)
    before: ColumnElement[bool] = here < there if query.wanted is Wanted.WAITING else here > there
    return before


def _literal(place: Place) -> Any:
    moment, key = place
    return tuple_(literal(moment, UtcTime), literal(key, conversation.c.id.type))


def _rows() -> Select[Any]:
    return (
        select(
            conversation,
            contact.c.reader_id,
            contact.c.proven,
            contact.c.name.label("contact_name"),
            reader.c.name.label("reader_name"),
            librarian.c.name.label("assignee_name"),
        )
        .join(contact, contact.c.id == conversation.c.contact_id)
        .join(reader, reader.c.id == contact.c.reader_id)
        .outerjoin(librarian, librarian.c.id == conversation.c.assignee_id)
    )


def _read(connection: Connection, selected: Select[Any]) -> list[View]:
    rows = connection.execute(selected).mappings().all()
    known = heads(connection, (row["reader_id"] for row in rows)) if rows else {}
    return [_view(row, known[row["reader_id"]]) for row in rows]


_AS_STORED = (
    *("id", "owner", "channel", "place", "language", "topic", "subject", "reason", "guesses", "preview"),
    *("waiting_since", "created", "updated", "unread", "version"),
)


def _view(row: RowMapping, head: Head) -> View:
    assignee = row["assignee_id"] and {"id": row["assignee_id"], "name": row["assignee_name"]}
    person = {
        "id": head.id,
        "name": head.name or row["reader_name"] or row["contact_name"],
        "verified": row["proven"] and row["channel"] != Channel.WEB,
    }
    stored = {name: row[name] for name in _AS_STORED}
    return {**stored, "case": row["case_number"], "queue": row["queue_id"], "assignee": assignee, "reader": person}

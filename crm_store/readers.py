"""Readers as one person or several: a merge moves no rows, so it can be undone; every change leaves an audit row."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, func, insert, literal, select, update

from crm_store.search_pages import mark_due
from crm_store.tables import audit, contact, conversation, reader
from crm_store.working_set import WorkingSet
from routing.errors import Invalid, NotFound, WrongState

_MERGE_LOCK = 0x52494301
"""Two merges at once could close a circle that neither of them sees: on PostgreSQL they take turns by this lock."""

_ANNOUNCED = 200
"""The reader's latest conversations, which desks may be showing; the others are read again when somebody opens them."""


@dataclass(frozen=True, slots=True)
class Head:
    """The reader that a merged one counts as: itself where it was not merged."""

    id: int
    name: str | None


def heads(connection: Connection, reader_ids: Iterable[int]) -> dict[int, Head]:
    """Return, for each of these readers, the one that it was merged into at last."""
    start = select(reader.c.id.label("start"), reader.c.id, reader.c.name, reader.c.merged_into)
    line = start.where(reader.c.id.in_(set(reader_ids))).cte("line", recursive=True)
    further = select(line.c.start, reader.c.id, reader.c.name, reader.c.merged_into)
    line = line.union(further.join(reader, reader.c.id == line.c.merged_into))
    rows = connection.execute(select(line.c.start, line.c.id, line.c.name).where(line.c.merged_into.is_(None)))
    return {row.start: Head(row.id, row.name) for row in rows}


def family(connection: Connection, reader_id: int) -> tuple[int, list[int]]:
    """Return the reader that this one counts as, and the ids of all who count as the same. NotFound: no such one."""
    head = heads(connection, [reader_id]).get(reader_id)
    if head is None:
        raise NotFound("there is no such reader")
    return head.id, members(connection, head.id)


def members(connection: Connection, root: int) -> list[int]:
    """Return a reader and everybody who was merged into it, directly or by way of others."""
    tree = select(reader.c.id).where(reader.c.id == root).cte("tree", recursive=True)
    tree = tree.union(select(reader.c.id).join(tree, reader.c.merged_into == tree.c.id))
    return list(connection.scalars(select(tree.c.id).order_by(tree.c.id)))


def rename(work: WorkingSet, reader_id: int, *, name: str | None, by: int | None) -> None:
    """Name a reader, and with it everybody who was merged into it."""
    root, ids = family(work.connection, reader_id)
    work.connection.execute(update(reader).where(reader.c.id == root).values(name=name))
    _announce(work, ids)
    write_audit(work, "rename", root, by=by)


def merge(work: WorkingSet, reader_id: int, *, into: int, by: int | None) -> None:
    """Let one reader count as another. WrongState: they are one already, or it is merged. Invalid: no such `into`."""
    _take_turns(work.connection)
    root, ids = family(work.connection, reader_id)
    if root != reader_id:
        raise WrongState("this reader is merged already: undo that first")
    head = heads(work.connection, [into]).get(into)
    if head is None:
        raise Invalid("there is no such reader to merge into", {"into": "there is no such reader"})
    if head.id == root:
        raise WrongState("a reader cannot be merged into itself")
    work.connection.execute(update(reader).where(reader.c.id == reader_id).values(merged_into=into))
    _announce(work, ids)
    write_audit(work, "merge", reader_id, by=by)


def unmerge(work: WorkingSet, reader_id: int, *, by: int | None) -> None:
    """Undo a merge; what was merged into this reader stays with it. WrongState: it is not merged."""
    _take_turns(work.connection)
    root, _ = family(work.connection, reader_id)
    if root == reader_id:
        raise WrongState("this reader is not merged")
    ids = members(work.connection, reader_id)
    work.connection.execute(update(reader).where(reader.c.id == reader_id).values(merged_into=None))
    _announce(work, ids)
    write_audit(work, "unmerge", reader_id, by=by)


def write_audit(work: WorkingSet, what: str, subject_id: int, *, by: int | None) -> None:
    """Write down who did what to whom: ids only."""
    values = {"id": work.tools.make_id(), "at": work.now, "librarian_id": by, "what": what, "subject_id": subject_id}
    work.connection.execute(insert(audit).values(values))


def _announce(work: WorkingSet, readers: list[int]) -> None:
    """Raise the versions of conversations whose reader reads differently now; their place in lists stays."""
    theirs = (
        select(conversation.c.id)
        .join(contact, contact.c.id == conversation.c.contact_id)
        .where(contact.c.reader_id.in_(readers))
    )
    mark_due(work.connection, theirs)
    latest = theirs.order_by(conversation.c.updated.desc()).limit(_ANNOUNCED)
    work.lock(list(work.connection.scalars(latest)))
    for row in work.conversations.values():
        updated = row["updated"]
        work.touch(row)
        row["updated"] = updated


def _take_turns(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(literal(_MERGE_LOCK, BigInteger))))

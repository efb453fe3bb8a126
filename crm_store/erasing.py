"""Forget me: what a reader said, is called and can be reached by goes; that it was erased, when and by whom stays."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, cast, delete, literal, or_, select, update
from sqlalchemy import Text as SqlText

from crm_store.reader_views import conversations_of
from crm_store.readers import family, write_audit
from crm_store.search_pages import forget_pages, mark_due
from crm_store.tables import attachment, claim, contact, message, note, raw_mail, reader
from crm_store.working_set import WorkingSet
from routing.conversations import Owner
from routing.messages import MessageState


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased; `digests` name the files that nobody else's message leads to any more."""

    reader_id: int
    conversations: int
    digests: tuple[str, ...]


def erase(work: WorkingSet, reader_id: int, *, by: int | None) -> Erased:
    """Erase a reader and all who count as the same; a librarian's id in `by`, None for the operator."""
    root, ids = family(work.connection, reader_id)
    forget_pages(work.connection, conversations_of(ids))
    run = work.connection.execute
    contacts = list(work.connection.scalars(_contacts(ids)))
    work.lock(work.connection.scalars(conversations_of(ids)))
    said = _said(list(work.conversations), contacts)
    digests = _erase_files(work, said)
    run(delete(raw_mail).where(raw_mail.c.message_id.in_(said)))
    run(update(message).where(message.c.id.in_(said)).values(_empty_message()))
    run(delete(note).where(note.c.conversation_id.in_(list(work.conversations))))
    run(delete(claim).where(claim.c.reader_id.in_(ids)))
    run(update(contact).where(contact.c.id.in_(contacts)).values(_empty_contact()))
    run(update(reader).where(reader.c.id.in_(ids)).values(name=None))
    _empty_conversations(work)
    mark_due(work.connection, conversations_of(ids))
    write_audit(work, "erase", root, by=by)
    return Erased(root, len(work.conversations), digests)


def _contacts(readers: list[int]) -> Select[Any]:
    """Lock the contacts first, and in the order in which everybody does, so that no message slips in meanwhile."""
    order = contact.c.channel, contact.c.id
    theirs = select(contact.c.id).where(contact.c.reader_id.in_(readers)).order_by(*order)
    return theirs.with_for_update(key_share=True)


def _said(conversations: list[int], contacts: list[int]) -> Select[Any]:
    theirs = or_(message.c.conversation_id.in_(conversations), message.c.contact_id.in_(contacts))
    return select(message.c.id).where(theirs)


def _erase_files(work: WorkingSet, said: Select[Any]) -> tuple[str, ...]:
    """Drop what leads from messages to files; return the files that nothing leads to any more."""
    own = set(work.connection.scalars(select(attachment.c.digest).where(attachment.c.message_id.in_(said))))
    work.connection.execute(delete(attachment).where(attachment.c.message_id.in_(said)))
    kept = set(work.connection.scalars(select(attachment.c.digest).where(attachment.c.digest.in_(own))))
    return tuple(sorted(own - kept))


def _empty_message() -> dict[str, Any]:
    """Topic, entry and times stay for the library's counts. A reply that still waits must not go out any more."""
    state, queued = message.c.state, MessageState.QUEUED.value
    texts: dict[str, Any] = {"text": "", "html": "", "folded": None, "name": None, "failure": None, "external_id": None}
    lists: dict[str, Any] = {"choices": [], "sources": [], "attachments": [], "envelope": {}}
    states = {queued: MessageState.FAILED.value, MessageState.NEW.value: MessageState.ROUTED.value}
    return {**texts, **lists, "state": case(states, value=state, else_=state), "due": None}


def _empty_contact() -> dict[str, Any]:
    address = literal("erased:").concat(cast(contact.c.id, SqlText))
    return {"address": address, "name": None, "proven": False, "bounced": None, "conversation_id": None}


def _empty_conversations(work: WorkingSet) -> None:
    for row in work.conversations.values():
        row.update(subject=None, preview="", guesses=[], unread=0, last_entry=None)
        if row["owner"] != Owner.CLOSED:
            work.move(row, Owner.CLOSED)
        work.touch(row)

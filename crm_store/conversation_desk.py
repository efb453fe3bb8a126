"""routing.store_ports.Conversations over the tables: one locked conversation, one pure decision, one transaction."""

from dataclasses import replace

from sqlalchemy import insert, select

from crm_store.contacts import lock_contacts
from crm_store.inbound_batch import begin_where_needed
from crm_store.rows import draft_row, to_message
from crm_store.search_pages import mark_due
from crm_store.tables import audit, contact, conversation, message, note
from crm_store.working_set import Row, WorkingSet
from crm_store.writer import Writer
from routing.conversations import Change, Owner
from routing.errors import NotFound, WrongState
from routing.messages import Author, Channel, Draft, Message, MessageState
from routing.store_ports import Changed, Decide


class StoreConversations:
    """Satisfies routing.store_ports.Conversations."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def change(self, conversation_id: int, decide: Decide, *, key: str | None = None) -> Changed:
        return await self._writer.change(lambda work: change(work, conversation_id, decide, key))

    async def open_for(self, channel: Channel, address: str, language: str, name: str | None = None) -> int:
        return await self._writer.change(lambda work: open_for(work, channel, address, language, name))


def change(work: WorkingSet, conversation_id: int, decide: Decide, key: str | None) -> Changed:
    """Lock the conversation, let `decide` judge it as it stands, and carry its change out."""
    work.lock([conversation_id])
    row = work.conversations.get(conversation_id)
    if row is None:
        raise NotFound("there is no such conversation")
    first = _find(work, row, key)
    if first is not None:
        return Changed(conversation=work.noun(row), messages=(first,), repeated=True)
    wanted = decide(work.noun(row))
    messages = tuple(to_message(_append(work, row, draft)) for draft in wanted.messages)
    note_id = _carry_out(work, row, wanted)
    return Changed(conversation=work.noun(row), messages=messages, note_id=note_id)


def open_for(work: WorkingSet, channel: Channel, address: str, language: str, name: str | None) -> int:
    """Return the id of the contact's conversation that may go on, closed or not; begin one where there is none."""
    contacts = lock_contacts(work, {(channel.value, address): name})
    (person,) = contacts.values()
    work.lock([person["conversation_id"]] if person["conversation_id"] else [])
    person["language"] = language
    begin_where_needed(work, [person])
    return int(person["conversation_id"])


def _find(work: WorkingSet, row: Row, key: str | None) -> Message | None:
    if key is None:
        return None
    query = select(message).where(message.c.channel == row["channel"], message.c.external_id == key)
    found = work.connection.execute(query).mappings().first()
    return to_message(found) if found else None


def _append(work: WorkingSet, row: Row, draft: Draft) -> Row:
    shown = draft.author is Author.LIBRARIAN
    return work.append(row, due_in=0.0, shown=shown, state=MessageState.QUEUED.value, **draft_row(draft))


def _carry_out(work: WorkingSet, row: Row, wanted: Change) -> int | None:
    does_something = replace(wanted, by=None, seen=wanted.seen and row["unread"] > 0) != Change()
    row["topic"] = wanted.topic or row["topic"]
    row["read_score"] = wanted.read_score or row["read_score"]
    if wanted.seen:
        row["unread"] = 0
    _pass_on(work, row, wanted)
    note_id = _write_down(work, row, wanted)
    if does_something:
        work.touch(row)
    return note_id


def _pass_on(work: WorkingSet, row: Row, wanted: Change) -> None:
    if wanted.hand_over is not None:
        _refuse_if_followed(work, row)
        work.hand_over(row, wanted.hand_over)
        row["unread"] += 1
    elif wanted.owner is not None and (wanted.owner, wanted.assignee_id) != (Owner(row["owner"]), row["assignee_id"]):
        _refuse_if_followed(work, row)
        work.move(row, wanted.owner, wanted.assignee_id)


def _refuse_if_followed(work: WorkingSet, row: Row) -> None:
    """A web session goes on in its newest conversation: what was said in an older one would never be told."""
    if row["owner"] != Owner.CLOSED or row["channel"] != Channel.WEB:
        return
    newest = work.connection.scalar(select(contact.c.conversation_id).where(contact.c.id == row["contact_id"]))
    if newest != row["id"]:
        raise WrongState("the reader has begun a newer conversation: answer there")


def _write_down(work: WorkingSet, row: Row, wanted: Change) -> int | None:
    """Keep the note that only librarians see (its id is returned), and the audit row: who, what, when and ids only."""
    who = {"librarian_id": wanted.by, "at": work.now}
    note_id = None
    if wanted.note is not None:
        note_id = work.tools.make_id()
        values = {"id": note_id, "conversation_id": row["id"], "text": wanted.note}
        work.connection.execute(insert(note).values(**values, **who))
        mark_due(work.connection, select(conversation.c.id).where(conversation.c.id == row["id"]))
    if wanted.audit is not None:
        values = {"id": work.tools.make_id(), "subject_id": row["id"], "what": wanted.audit}
        work.connection.execute(insert(audit).values(**values, **who))
    return note_id

"""Filing a mail that was read: it gets its contact, its conversation and its seq, all at once or not at all."""

from typing import Any

from sqlalchemy import insert, select, update

from crm_store.clock import due_in
from crm_store.contacts import claim_contact, key_of, lock_contacts
from crm_store.rows import dicts
from crm_store.tables import attachment, contact, message
from crm_store.working_set import Row, WorkingSet, attachment_rows
from routing.continuation import may_go_on, owner_when_reopened
from routing.conversations import HandOver, Owner, Reason
from routing.mail_ports import ClaimedMail, FiledMail
from routing.messages import Channel, MessageState
from routing.previews import preview_after


def file_mail(work: WorkingSet, claimed: ClaimedMail, filed: FiledMail) -> int | None:
    """File the mail where it belongs and return the conversation's id; None where the claim was lost."""
    held = (
        select(message.c.id)
        .where(message.c.id == claimed.message_id, message.c.tries == claimed.tries)
        .where(message.c.state == MessageState.NEW, message.c.conversation_id.is_(None))
        .with_for_update(key_share=True)
    )
    if work.connection.execute(held).first() is None:
        return None
    person = _contact_of(work, filed)
    row = _conversation_of(work, filed, person)
    _set_owner(work, row, filed)
    _update_message(work, row, person, claimed.message_id, filed)
    return int(row["id"])


def _contact_of(work: WorkingSet, filed: FiledMail) -> Row:
    if filed.verified:
        key = key_of(filed.inbound)
        return lock_contacts(work, {key: filed.inbound.name})[key]
    return _participant(work, filed) or claim_contact(work, Channel.MAIL, filed.inbound.address, filed.inbound.name)


def _participant(work: WorkingSet, filed: FiledMail) -> Row | None:
    """Return the contact by which this sender already takes part in the thread."""
    if filed.conversation_id is None:
        return None
    query = (
        select(contact)
        .join(message, message.c.contact_id == contact.c.id)
        .where(message.c.conversation_id == filed.conversation_id, contact.c.address == filed.inbound.address)
        .limit(1)
    )
    found = work.connection.execute(query).mappings().first()
    return dict(found) if found else None


def _conversation_of(work: WorkingSet, filed: FiledMail, person: Row) -> Row:
    work.lock([filed.conversation_id] if filed.conversation_id else [])
    row = work.conversations.get(filed.conversation_id or 0)
    if row is None or not may_go_on(Channel.MAIL, row["closed"], work.now):
        return _begin(work, filed, person, row)
    if row["owner"] == Owner.CLOSED and not filed.close:
        assignee = row["assignee_id"]
        seen = work.on_duty([assignee] if assignee else []).get(assignee)
        work.move(row, owner_when_reopened(seen, work.now), assignee)
    return row


def _begin(work: WorkingSet, filed: FiledMail, person: Row, previous: Row | None) -> Row:
    return work.begin(
        {
            "contact_id": person["id"],
            "address": person["address"],
            "channel": Channel.MAIL.value,
            "language": filed.inbound.language or "zh-CN",
            "queue_id": work.default_queue,
            "previous_id": previous["id"] if previous else None,
            "subject": filed.subject,
        },
    )


def _set_owner(work: WorkingSet, row: Row, filed: FiledMail) -> None:
    """A mail that no machine may answer goes to a librarian; one that needs nobody is closed at once."""
    if row["owner"] != Owner.BOT:
        row["unread"] += 0 if filed.close else 1
    elif filed.unreadable or (filed.quiet and not filed.close):
        reason = Reason.FAILED if filed.unreadable else Reason.RULE
        work.hand_over(row, HandOver(reason))
        row["unread"] += 1
    elif filed.close:
        work.move(row, Owner.CLOSED)


def _update_message(work: WorkingSet, row: Row, person: Row, message_id: int, filed: FiledMail) -> None:
    inbound = filed.inbound
    row["seq"] += 1
    row["language"] = inbound.language or row["language"]
    row["preview"] = preview_after(row["preview"], inbound.text or filed.subject)
    routed: dict[str, Any] = {"state": MessageState.ROUTED.value, "due": None, "done": work.now}
    asked: dict[str, Any] = {"state": MessageState.NEW.value, "due": due_in(work.connection, work.tools.clock)}
    with_bot = row["owner"] == Owner.BOT
    work.insert_begun()
    work.connection.execute(
        update(message)
        .where(message.c.id == message_id)
        .values(
            conversation_id=row["id"],
            contact_id=person["id"],
            seq=row["seq"],
            name=inbound.name,
            text=inbound.text,
            folded=filed.folded or None,
            html=filed.html,
            language=row["language"],
            attachments=dicts(inbound.attachments),
            envelope=dict(inbound.envelope),
            quiet=filed.quiet,
            tries=0,
            **(asked if with_bot else routed),
        ),
    )
    stored = {"id": message_id, "at": work.now, "attachments": dicts(inbound.attachments)}
    for file in attachment_rows(stored):
        work.connection.execute(insert(attachment).values(file))
    if with_bot:
        work.bells.add("inbound")
    work.touch(row)

"""Storing readers' messages, many at once: repeats found under the lock, seq given by the conversation's row."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, literal_column, select, update

from crm_store.bulk import Bulk, among, types_of
from crm_store.contacts import Key, by_channel, key_of
from crm_store.intents import StoreInbound
from crm_store.rows import dicts
from crm_store.tables import contact, is_unfinished, message
from crm_store.working_set import INBOUND_CLAIM, Row, WorkingSet
from routing.continuation import may_go_on, owner_when_reopened
from routing.conversations import Owner
from routing.messages import Author, Channel, Inbound, MessageState
from routing.store_ports import Stored

_REPEATS = select(message).where(message.c.channel == bindparam("channel"), among(message.c.external_id, "ids"))
_UNFINISHED = (
    select(message.c.conversation_id)
    .where(is_unfinished(message.c.state), message.c.state == literal_column("'new'"))
    .where(among(message.c.conversation_id, "ids"))
)
_CONTINUE = Bulk(
    types_of(contact, ["id", "conversation_id"]),
    lambda _, person: (
        update(contact).where(contact.c.id == person["id"]).values(conversation_id=person["conversation_id"])
    ),
)


def store_inbound(work: WorkingSet, intents: Sequence[StoreInbound], contacts: dict[Key, Row]) -> list[Stored]:
    """Store each message once, in its contact's current conversation or a new one. A repeat opens nothing again."""
    if not intents:
        return []
    named = [(_name_of(intent.inbound), key_of(intent.inbound), intent) for intent in intents]
    known = _find_repeats(work.connection, [name for name, _, _ in named])
    writing = {key for name, key, _ in named if name not in known}
    resume_conversations(work, [row for key, row in contacts.items() if key in writing])
    busy = _with_unfinished(work)
    results = []
    for name, key, intent in named:
        row = work.conversations[contacts[key]["conversation_id"]]
        repeated = name in known
        if not repeated:
            known[name] = _append(work, row, intent, busy=busy)
        results.append(_stored(work, row, known[name], repeated=repeated))
    return results


def resume_conversations(work: WorkingSet, contacts: Iterable[Row]) -> None:
    """Give every contact an open conversation: its own, opened again if it was closed, or a new one."""
    contacts = list(contacts)
    begin_where_needed(work, contacts)
    rows = [work.conversations[person["conversation_id"]] for person in contacts]
    closed = [row for row in rows if row["owner"] == Owner.CLOSED]
    seen = work.on_duty(row["assignee_id"] for row in closed if row["assignee_id"])
    for row in closed:
        assignee = row["assignee_id"]
        work.move(row, owner_when_reopened(seen.get(assignee), work.now), assignee)


def begin_where_needed(work: WorkingSet, contacts: Iterable[Row]) -> None:
    """Give every contact a conversation that may go on, closed or not: its own, or a new one."""
    begun: list[Row] = []
    for person in contacts:
        row = work.conversations.get(person["conversation_id"] or 0)
        if row is None or not may_go_on(Channel(person["channel"]), row["closed"], work.now):
            _begin_after(work, person, row)
            begun.append(person)
    _CONTINUE.run(work.connection, sorted(begun, key=lambda row: int(row["id"])))


def _begin_after(work: WorkingSet, person: Row, previous: Row | None) -> None:
    """Begin the contact's next conversation; in one web session the seq goes on from the old one's last."""
    row = work.begin(
        {
            "contact_id": person["id"],
            "address": person["address"],
            "channel": person["channel"],
            "language": previous["language"] if previous else person.get("language") or "zh-CN",
            "queue_id": work.default_queue,
            "previous_id": previous["id"] if previous else None,
            "seq": previous["seq"] if previous and person["channel"] == Channel.WEB else 0,
        },
    )
    person["conversation_id"] = row["id"]


def _append(work: WorkingSet, row: Row, intent: StoreInbound, *, busy: set[int]) -> Row:
    inbound = intent.inbound
    with_bot = row["owner"] == Owner.BOT
    claimed = with_bot and intent.claim and row["id"] not in busy
    if with_bot:
        busy.add(row["id"])
        if not claimed:
            work.bells.add("inbound")
    else:
        row["unread"] += 1
    row["language"] = inbound.language or row["language"]
    return work.append(
        row,
        due_in=(INBOUND_CLAIM if claimed else 0.0) if with_bot else None,
        author=Author.READER.value,
        name=inbound.name,
        text=inbound.text,
        html="",
        attachments=dicts(inbound.attachments),
        envelope=dict(inbound.envelope),
        entry=inbound.entry,
        external_id=inbound.external_id,
        state=(MessageState.NEW if with_bot else MessageState.ROUTED).value,
        tries=1 if claimed else 0,
    )


def _stored(work: WorkingSet, row: Row, stored: Row, *, repeated: bool) -> Stored:
    return Stored(
        message=work.message(stored),
        conversation=work.noun(row),
        repeated=repeated,
        tries=0 if repeated else stored["tries"],
    )


def _name_of(inbound: Inbound) -> Key:
    """Return what names a message once and for all."""
    return inbound.channel.value, inbound.external_id


def _find_repeats(connection: Connection, names: Iterable[Key]) -> dict[Key, Row]:
    found = {}
    for channel, ids in by_channel(names).items():
        given = {"channel": channel, "ids": ids}
        for row in connection.execute(_REPEATS, given).mappings():
            found[channel, row["external_id"]] = dict(row)
    return found


def _with_unfinished(work: WorkingSet) -> set[int]:
    """Return the conversations in which an earlier message is not finished: it holds back the later ones."""
    with_bot = [key for key, row in work.conversations.items() if row["owner"] == Owner.BOT and row["seq"]]
    return set(work.connection.scalars(_UNFINISHED, {"ids": with_bot})) if with_bot else set()

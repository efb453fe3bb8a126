"""Contacts: the ways to one reader. A proven address is one contact; an unproven one belongs to its thread alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, insert, select

from crm_store.bulk import among, insert_or_ignore
from crm_store.tables import claim, contact, reader
from crm_store.working_set import Row, WorkingSet
from routing.messages import Channel, Inbound

Key = tuple[str, str]

_CONTACTS = (
    select(contact.c.id, contact.c.channel, contact.c.address, contact.c.conversation_id)
    .where(contact.c.channel == bindparam("channel"), among(contact.c.address, "addresses"), contact.c.proven)
    .order_by(contact.c.id)
    .with_for_update(key_share=True)
)


def key_of(inbound: Inbound) -> Key:
    """Return what names the contact of a message: channel and address."""
    return inbound.channel.value, inbound.address


def lock_contacts(work: WorkingSet, names: Mapping[Key, str | None]) -> dict[Key, Row]:
    """Return the proven contacts, locked; unknown ones are made with this name and a reader each."""
    if not names:
        return {}
    found = _select_contacts(work.connection, names)
    unknown = sorted(names.keys() - found.keys())
    if unknown:
        _insert_contacts(work, {key: names[key] for key in unknown})
        found = _select_contacts(work.connection, names)
    return found


def claim_contact(work: WorkingSet, channel: Channel, address: str, name: str | None) -> Row:
    """Make an unproven contact with a reader of its own, who only claims that address."""
    reader_id = work.tools.make_id()
    row = {
        "id": work.tools.make_id(),
        "reader_id": reader_id,
        "channel": channel.value,
        "address": address,
        "name": name,
        "proven": False,
        "created": work.now,
    }
    claimed = {"id": work.tools.make_id(), "reader_id": reader_id, "channel": channel.value, "address": address}
    work.connection.execute(insert(reader).values(id=reader_id, name=name, created=work.now))
    work.connection.execute(insert(contact).values(row))
    work.connection.execute(insert(claim).values(**claimed, created=work.now))
    return row


def by_channel(keys: Iterable[Key]) -> dict[str, list[str]]:
    """Return the second halves of these keys, by the channel."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for channel, name in keys:
        found[channel].append(name)
    return found


def _select_contacts(connection: Connection, keys: Iterable[Key]) -> dict[Key, Row]:
    """Lock them one channel after the other, in the order of their names, and each channel's in ascending id."""
    found: dict[Key, Row] = {}
    for channel, addresses in sorted(by_channel(keys).items()):
        rows = connection.execute(_CONTACTS, {"channel": channel, "addresses": addresses}).mappings()
        found |= {(channel, row["address"]): dict(row) for row in rows.all()}
    return found


def _insert_contacts(work: WorkingSet, names: dict[Key, str | None]) -> None:
    """Make contacts, each with a reader of its own; one that another process made first stays as it is."""
    readers = {key: work.tools.make_id() for key in names}
    rows = [
        {
            "id": work.tools.make_id(),
            "reader_id": readers[channel, address],
            "channel": channel,
            "address": address,
            "name": name,
            "proven": True,
            "created": work.now,
        }
        for (channel, address), name in names.items()
    ]
    made = [{"id": readers[key], "name": name, "created": work.now} for key, name in names.items()]
    work.connection.execute(insert(reader), made)
    work.connection.execute(insert_or_ignore(work.connection.dialect.name, contact), rows)
    _drop_unused(work.connection, list(readers.values()))


def _drop_unused(connection: Connection, readers: list[int]) -> None:
    """Take back the readers whose contact another process had made first: no record without a message."""
    used = select(contact.c.reader_id).where(contact.c.reader_id.in_(readers))
    connection.execute(reader.delete().where(reader.c.id.in_(readers), reader.c.id.not_in(used)))

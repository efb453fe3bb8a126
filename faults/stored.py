"""What RIC's database holds, read from outside after everything has settled."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

from sqlalchemy import Connection, RowMapping, select, text

from crm_store.database import open_database
from crm_store.tables import contact, conversation, message, raw_mail
from faults.ledger import Said
from routing.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Row:
    """One stored message. `key` is what the ledger calls it: client_id, chat:message or Message-ID."""

    conversation: int | None
    contact: int | None
    channel: str
    key: str | None
    said: Said
    state: str
    tries: int


@dataclass(frozen=True, slots=True)
class Stored:
    """All messages by conversation, in order of seq; `unfiled` are mails that were not read yet."""

    conversations: Mapping[int, list[Row]] = field(default_factory=dict)
    last_seq: Mapping[int, int] = field(default_factory=dict)
    owners: Mapping[int, str] = field(default_factory=dict)
    addresses: Mapping[int, str] = field(default_factory=dict)
    unfiled: int = 0

    @property
    def rows(self) -> list[Row]:
        """All messages."""
        return [row for rows in self.conversations.values() for row in rows]


async def read_stored(url: str | None, data: Path) -> Stored:
    """Read everything in one transaction; raises Unavailable while the database is away."""
    database = open_database(url, data)
    try:
        return await database.read(_read)
    finally:
        await database.close()


async def let_claims_run_out(url: str | None, data: Path) -> None:
    """Let time pass for whatever is claimed, leased or waits for its next try: it is due now. Raises Unavailable."""
    database = open_database(url, data)
    now = "CURRENT_TIMESTAMP" if url else "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    statement = text(f"UPDATE message SET due = {now} WHERE state IN ('new', 'queued') AND due > {now}")  # noqa: S608 (our own words)
    lease = text(f"UPDATE cursor SET until = {now} WHERE until > {now}")  # noqa: S608 (as above)
    try:
        await database.write(lambda connection: [connection.execute(each).rowcount for each in (statement, lease)])
    finally:
        await database.close()


async def unfinished(url: str | None, data: Path) -> int:
    """Return how many messages wait for their reply, their reading or their sending; -1 while nobody can say."""
    database = open_database(url, data)
    query = text("SELECT count(*) FROM message WHERE state IN ('new', 'queued')")
    try:
        return await database.read(lambda connection: int(connection.execute(query).scalar_one()))
    except Unavailable:
        return -1
    finally:
        await database.close()


def _read(connection: Connection) -> Stored:
    names = _message_ids(connection)
    query = select(message).order_by(message.c.conversation_id, message.c.seq)
    rows = [_row(row, names) for row in connection.execute(query).mappings()]
    by_conversation: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row.conversation is not None:
            by_conversation[row.conversation].append(row)
    ends = connection.execute(select(conversation.c.id, conversation.c.seq, conversation.c.owner)).all()
    addresses = connection.execute(select(contact.c.id, contact.c.address))
    return Stored(
        conversations=by_conversation,
        last_seq={row.id: row.seq for row in ends},
        owners={row.id: row.owner for row in ends},
        addresses={row.id: row.address for row in addresses},
        unfiled=sum(row.conversation is None for row in rows),
    )


def _row(row: RowMapping, message_ids: Mapping[int, str]) -> Row:
    name = str(row["external_id"]) if row["external_id"] else None
    if name and row["author"] == "reader":
        name = _key(str(row["channel"]), name, message_ids.get(int(str(row["id"]))))
    said = Said(int(str(row["seq"] or 0)), str(row["author"]), str(row["text"]))
    return Row(
        conversation=_number(row["conversation_id"]),
        contact=_number(row["contact_id"]),
        channel=str(row["channel"]),
        key=name,
        said=said,
        state=str(row["state"]),
        tries=row["tries"],
    )


def _key(channel: str, name: str, message_id: str | None) -> str | None:
    """Return the ledger's name; what a planted bug has added behind # is left away."""
    if channel == "mail":
        return message_id
    return name.rpartition(":")[2].split("#")[0] if channel == "web" else name.split("#", maxsplit=1)[0]


def _number(value: object) -> int | None:
    return None if value is None else int(str(value))


def _message_ids(connection: Connection) -> dict[int, str]:
    mails = connection.execute(select(raw_mail.c.message_id, raw_mail.c.raw))
    return {row.message_id: str(message_from_bytes(row.raw)["Message-ID"]) for row in mails}

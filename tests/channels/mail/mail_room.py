"""The store as the mail channel sees it, in memory: a real fake of routing.mail_ports.MailRoom and the file store."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from routing.errors import NotFound, Unavailable
from routing.mail_ports import ClaimedMail, FiledMail, MailThread, RawMail
from routing.messages import Attachment

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@dataclass(slots=True)
class StoredMail:
    """One row: raw, claimed so many times, and filed or not."""

    id: int
    mail: RawMail
    tries: int = 0
    conversation_id: int | None = None
    filed: FiledMail | None = None


@dataclass(slots=True)
class MemoryMailRoom:
    """Stores, claims and files like the real one; `broken` makes it fail as a store that is down."""

    rows: list[StoredMail] = field(default_factory=list)
    bounced: list[tuple[int | None, str, str]] = field(default_factory=list)
    broken: Exception | None = None
    sent: dict[int, int] = field(default_factory=dict)
    """Messages of ours and their conversations."""
    _next: int = 100

    async def store_raw(self, mail: RawMail) -> int | None:
        if self.broken:
            raise self.broken
        if any(row.mail.external_id == mail.external_id for row in self.rows):
            return None
        self.rows.append(StoredMail(self._new_id(), mail))
        return self.rows[-1].id

    async def claim_raw(self, limit: int) -> list[ClaimedMail]:
        free = [row for row in self.rows if row.filed is None][:limit]
        for row in free:
            row.tries += 1
        return [ClaimedMail(row.id, row.mail, NOW, row.tries) for row in free]

    async def file(self, claimed: ClaimedMail, filed: FiledMail) -> int | None:
        if self.broken:
            raise self.broken
        row = next(row for row in self.rows if row.id == claimed.message_id)
        if row.tries != claimed.tries or row.filed is not None:
            return None
        row.filed = filed
        row.conversation_id = filed.conversation_id or self._new_id()
        return row.conversation_id

    async def thread(self, conversation_id: int) -> MailThread | None:
        rows = [row for row in self.rows if row.filed and row.conversation_id == conversation_id]
        addresses = frozenset(row.filed.inbound.address for row in rows if row.filed)
        return MailThread(conversation_id, addresses) if rows else None

    async def thread_of_message(self, message_id: int) -> MailThread | None:
        conversation_id = self.sent.get(message_id)
        return await self.thread(conversation_id) if conversation_id else None

    async def first_mails_since(self, address: str, since: datetime) -> int:
        begun = [row.filed for row in self.rows if row.filed and row.filed.conversation_id is None]
        return sum(filed.inbound.address == address for filed in begun) if since < NOW else 0

    async def mark_bounced(self, message_id: int | None, address: str, failure: str) -> None:
        self.bounced.append((message_id, address, failure))

    def filed(self) -> list[FiledMail]:
        return [row.filed for row in self.rows if row.filed]

    def answer(self, row: StoredMail) -> int:
        """Note that a message of ours went out in this mail's conversation; return its id."""
        assert row.conversation_id is not None
        message_id = self._new_id()
        self.sent[message_id] = row.conversation_id
        return message_id

    def _new_id(self) -> int:
        self._next += 1
        return self._next


@dataclass(slots=True)
class MemoryFiles:
    """Keeps files by digest."""

    data: dict[str, bytes] = field(default_factory=dict)

    async def keep(self, name: str, type: str, data: bytes) -> Attachment:  # noqa: A002 - the port's word
        digest = sha256(data).hexdigest()
        self.data[digest] = data
        return Attachment(f"file-{len(self.data)}", name, type, len(data), digest)

    async def read(self, attachment: Attachment) -> bytes:
        if attachment.digest not in self.data:
            raise NotFound("no such file")
        return self.data[attachment.digest]


@dataclass(slots=True)
class CountingBell:
    """Remembers what was rung."""

    rung: list[str] = field(default_factory=list)

    def ring(self, name: str) -> None:
        self.rung.append(name)

    async def wait(self, name: str, seconds: float) -> None:
        await asyncio.sleep(0)


def store_is_down() -> Unavailable:
    return Unavailable("disk I/O error at /var/lib/secret-path")

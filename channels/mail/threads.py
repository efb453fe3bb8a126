"""Which conversation a mail belongs to: by what we signed, and by nothing that anybody can type."""

import re
from dataclasses import dataclass

from channels.mail.addresses import same
from channels.mail.bounces import Delivery
from channels.mail.reading import ReadMail
from channels.mail.tokens import Kind, Tokens, read_token
from routing.mail_ports import MailRoom, MailThread

MAX_IDS = 20
"""Message-IDs of one mail that are looked at."""
OWN_ID = re.compile(r"<ric\.m[a-z2-7]{39}@[^<>\s]{1,255}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Returned:
    """The message of ours that a delivery report is about, and the contact that it did not reach ("" if unknown)."""

    message_id: int | None
    address: str


@dataclass(frozen=True, slots=True)
class Threads:
    """Finds conversations by signed plus-addresses and by our own Message-IDs."""

    room: MailRoom
    tokens: Tokens

    async def find(self, token: str, sender: str, mail: ReadMail) -> int | None:
        """Return the conversation that a mail continues, or None where it begins one.

        A plus-address counts whoever writes; a Message-ID of ours only where the sender takes part already.
        """
        thread = await self._by_token(token) or await self._by_message_ids(sender, mail)
        return thread.conversation_id if thread else None

    async def by_token(self, token: str) -> int | None:
        """Return the conversation that a plus-address names: all that can be known of a mail that nobody could read."""
        thread = await self._by_token(token)
        return thread.conversation_id if thread else None

    def is_own(self, mail: ReadMail) -> bool:
        """Tell whether this is a mail of ours that came back: its Message-ID is one that we made."""
        return self.tokens.own_message(mail.message_id) is not None

    async def returned(self, token: str, mail: ReadMail, delivery: Delivery) -> Returned | None:
        """Return which message of ours a delivery report is about; None where nothing genuine says so."""
        message_id = self._returned_message(token, mail)
        thread = await self.room.thread_of_message(message_id) if message_id else await self._by_token(token)
        if thread is None:
            return None
        people = sorted(thread.participants)
        meant = [person for person in people if same(person, delivery.recipient)] or people
        return Returned(message_id, meant[0] if len(meant) == 1 else "")

    def _returned_message(self, token: str, mail: ReadMail) -> int | None:
        named = self.tokens.bounced_message(token)
        if named is not None:
            return named
        ids = [*mail.returned, *OWN_ID.findall(mail.written), *OWN_ID.findall(mail.folded)][:MAX_IDS]
        found = (self.tokens.own_message(message_id) for message_id in ids)
        return next((row for row in found if row is not None), None)

    async def _by_token(self, token: str) -> MailThread | None:
        claimed = read_token(token)
        if claimed is None:
            return None
        if claimed.kind is Kind.BOUNCE:
            message_id = self.tokens.bounced_message(token)
            return await self.room.thread_of_message(message_id) if message_id is not None else None
        thread = await self.room.thread(claimed.row)
        if thread is None or not any(self.tokens.is_reply_of(token, person) for person in thread.participants):
            return None
        return thread

    async def _by_message_ids(self, sender: str, mail: ReadMail) -> MailThread | None:
        for message_id in [*mail.in_reply_to, *reversed(mail.references)][:MAX_IDS]:
            row = self.tokens.own_message(message_id)
            thread = await self.room.thread_of_message(row) if row is not None else None
            if thread is not None and any(same(person, sender) for person in thread.participants):
                return thread
        return None

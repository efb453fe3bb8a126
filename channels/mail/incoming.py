"""What happens in an SMTP session: is the recipient ours, is the mail stored, and only then 250."""

import logging
import re
import time
from dataclasses import dataclass
from typing import Protocol

from channels.mail.addresses import find_mailbox, normal
from channels.mail.glance import external_id
from routing.errors import Unavailable
from routing.log_lines import line
from routing.mail_ports import MailRoom, RawMail
from routing.messages import Channel
from routing.ports import Bell

log = logging.getLogger("ric.mail")

MAX_RECIPIENTS = 20
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

OK = "250 2.0.0 stored"
OK_RECIPIENT = "250 2.1.5 OK"
UNKNOWN = "550 5.1.1 no such mailbox here"
TOO_MANY = "452 4.5.3 too many recipients"
LATER = "451 4.3.0 cannot take this now, please try again later"


class Envelope(Protocol):
    """What aiosmtpd gathered of one mail. A null return path is `<>`."""

    mail_from: str | None
    rcpt_tos: list[str]
    original_content: bytes | None


@dataclass(frozen=True, slots=True)
class Incoming:
    """Answers aiosmtpd's hooks (aiosmtpd.readthedocs.io, "Handlers"): their names and arguments are its own."""

    room: MailRoom
    bell: Bell
    addresses: tuple[str, ...]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name and arguments
        self, _server: object, _session: object, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if find_mailbox(address, self.addresses) is None:
            return UNKNOWN
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return TOO_MANY
        envelope.rcpt_tos.append(address)
        return OK_RECIPIENT

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802 - as above
        raw = envelope.original_content or b""
        for recipient in self._one_each(envelope.rcpt_tos):
            await self._store(raw, sender=envelope.mail_from or "", recipient=recipient)
        self.bell.ring("mail")
        return OK

    async def handle_exception(self, error: Exception) -> str:
        """Refuse for now, without a word on what is broken in here: aiosmtpd's own answer would be a lasting 500."""
        if isinstance(error, Unavailable):
            log.warning("mail_refused_for_now", extra={"reason": str(error)})
        else:
            log.error("mail_refused_for_now", exc_info=error)
        return LATER

    def _one_each(self, recipients: list[str]) -> list[str]:
        """Return each mailbox once: a reply to all names it twice, plainly and in the form that names the thread."""
        named = {normal(address): find_mailbox(address, self.addresses) for address in recipients}
        in_threads = {mailbox.address for mailbox in named.values() if mailbox and mailbox.token}
        return [
            each for each, mailbox in named.items() if mailbox and (mailbox.token or mailbox.address not in in_threads)
        ]

    async def _store(self, raw: bytes, *, sender: str, recipient: str) -> None:
        began = time.perf_counter()
        mail_from = UNSTORABLE.sub("\ufffd", "" if sender == "<>" else sender)
        mail = RawMail(external_id(raw, recipient), mail_from, recipient, raw)
        message_id = await self.room.store_raw(mail)
        outcome = "stored" if message_id else "repeated"
        told = line(outcome, began, channel=Channel.MAIL, message_id=message_id)
        log.info("mail_stored", extra={**told, "bytes": len(raw)})

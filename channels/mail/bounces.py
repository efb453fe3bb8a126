"""What a delivery report says: which recipient, what became of the mail, and which mail it was (RFC 3464, RFC 6533)."""

import re
from dataclasses import dataclass

from channels.mail.charsets import decode
from channels.mail.headers import Headers, split_mail
from channels.mail.mime import Part

MAX_REPORT = 64 * 1024
MAX_RECIPIENTS = 50
REPORTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
RETURNED = frozenset(
    {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "message/rfc822-headers"}
)
BLOCK_END = re.compile(rb"(?:\r?\n){2,}|\r{2,}")
STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
SMTP_CODE = re.compile(r"(?<![\d.])([45])\d\d[ -](?=\S)")
MESSAGE_ID = re.compile(r"<[^<>\s]{1,998}>")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one recipient's copy: action is RFC 3464's word, status the enhanced code such as 5.1.1."""

    recipient: str
    action: str
    status: str

    def is_lasting(self) -> bool:
        """Tell whether trying again is useless."""
        return self.status.startswith("5") or (self.action == "failed" and not self.status.startswith("4"))


def read_deliveries(mail: Part) -> tuple[Delivery, ...]:
    """Return what the report parts of a mail say, one entry a recipient."""
    reports = (part for part in mail.walk() if part.type in REPORTS)
    blocks = [block for part in reports for block in BLOCK_END.split(part.decoded()[:MAX_REPORT])]
    deliveries = (read_delivery(split_mail(block)[0]) for block in blocks[: MAX_RECIPIENTS * 2] if block.strip())
    return tuple(delivery for delivery in deliveries if delivery is not None)[:MAX_RECIPIENTS]


def read_delivery(block: Headers) -> Delivery | None:
    """Return what a per-recipient block says, or None for a block about the whole mail."""
    recipient = block.text("final-recipient") or block.text("original-recipient")
    action = block.text("action").split("(")[0].strip().lower()
    if not recipient and not action:
        return None
    status = STATUS.search(block.text("status")) or STATUS.search(block.text("diagnostic-code"))
    return Delivery(bare_recipient(recipient), action, status[0] if status else "")


def bare_recipient(value: str) -> str:
    """Return the address of `rfc822; <a@b>`."""
    return value.rpartition(";")[2].strip().strip("<>").strip()


def read_returned(mail: Part) -> tuple[str, ...]:
    """Return the Message-IDs of the mails that came back inside this one."""
    parts = [part for part in mail.walk() if part.type in RETURNED]
    ids: list[str] = []
    for part in parts[:MAX_RECIPIENTS]:
        headers, _ = split_mail(part.decoded()[:MAX_REPORT].lstrip())
        ids += MESSAGE_ID.findall(decode(headers.first("message-id")))
    return tuple(dict.fromkeys(ids))


def guess_status(text: str) -> str:
    """Return the status that a report in prose names, as an enhanced code, or ""."""
    found = STATUS.search(text)
    if found:
        return found[0]
    code = SMTP_CODE.search(text)
    return f"{code[1]}.0.0" if code else ""

"""Reads a raw mail into what the rest of the channel works with: a pure function that never raises for any bytes."""

import re
from dataclasses import dataclass

from channels.mail.bodies import File, read_files, read_text
from channels.mail.bounces import Delivery, read_deliveries, read_returned
from channels.mail.charsets import decode
from channels.mail.headers import Headers
from channels.mail.mime import read_parts
from channels.mail.people import Person, read_people
from channels.mail.reply_text import split_reply

MAX_SUBJECT = 500
MAX_IDS = 50
MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A mail as it was understood. Empty where the mail says nothing; times and languages are judged by others.

    `headers` are name (lower case) and value as it came, unfolded, in order. `written` is the new part of the text,
    `folded` the rest of it. `deliveries` and `returned` are filled for delivery reports.
    """

    headers: tuple[tuple[str, str], ...] = ()
    type: str = "text/plain"
    subject: str = ""
    senders: tuple[Person, ...] = ()
    reply_to: tuple[Person, ...] = ()
    to: tuple[Person, ...] = ()
    cc: tuple[Person, ...] = ()
    date: str = ""
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    written: str = ""
    folded: str = ""
    files: tuple[File, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    returned: tuple[str, ...] = ()

    def all(self, name: str) -> list[str]:
        """Return the values of all headers of that name."""
        return [value for header, value in self.headers if header == name]

    def first(self, name: str) -> str:
        """Return the value of the first header of that name, or ""."""
        return next(iter(self.all(name)), "")

    def sender(self) -> Person:
        """Return the first person in From."""
        return self.senders[0] if self.senders else Person("", "")


def read_mail(raw: bytes) -> ReadMail:
    """Read a mail of at most 25 MB. Time and memory are bounded by the caps of its parts, not by promises."""
    mail = read_parts(raw)
    headers = mail.headers
    reply = split_reply(read_text(mail))
    return ReadMail(
        headers=tuple((field.name, decode(field.value)) for field in headers.fields),
        type=mail.type,
        subject=" ".join(headers.text("subject").split())[:MAX_SUBJECT],
        senders=read_people(headers.all("from")),
        reply_to=read_people(headers.all("reply-to")),
        to=read_people(headers.all("to")),
        cc=read_people(headers.all("cc")),
        date=headers.text("date"),
        message_id="".join(read_ids(headers, "message-id")[:1]),
        in_reply_to=read_ids(headers, "in-reply-to"),
        references=read_ids(headers, "references"),
        written=reply.written,
        folded=reply.folded,
        files=read_files(mail),
        deliveries=read_deliveries(mail),
        returned=read_returned(mail),
    )


def read_ids(headers: Headers, name: str) -> tuple[str, ...]:
    """Return the Message-IDs in a header, at most the last 50."""
    return tuple(MESSAGE_ID.findall(decode(headers.first(name)))[-MAX_IDS:])

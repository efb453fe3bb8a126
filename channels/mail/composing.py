"""Builds the mail that goes out for one stored message: addresses, threading headers, manners and body."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from channels.mail.addresses import domain_of, find_mailbox, with_token
from channels.mail.letter import LetterPaper
from channels.mail.policy import policy_for
from channels.mail.settings import MailSettings
from channels.mail.subjects import answer_subject, one_line
from channels.mail.tokens import Tokens
from routing.messages import Attachment, Author, Outbound

MAX_REFERENCES = 20
MAX_MESSAGE_ID = 900


@dataclass(frozen=True, slots=True)
class Composed:
    """A mail ready for the relay; `sender` is the envelope's, empty for a null return path."""

    sender: str
    recipient: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Composer:
    """Writes mails in the library's name."""

    settings: MailSettings
    tokens: Tokens
    paper: LetterPaper

    def compose(self, outbound: Outbound, files: Mapping[Attachment, bytes]) -> Composed:
        """Build the mail of one message: the same Message-ID and date however often it is built."""
        mailbox = self._mailbox(outbound)
        reply_to = with_token(mailbox, self.tokens.reply(outbound.conversation_id, outbound.address))
        mail = EmailMessage(policy_for(outbound.address))
        mail["From"] = named(self.paper.sender_name(outbound), mailbox)
        mail["To"] = Address(addr_spec=outbound.address)
        mail["Reply-To"] = Address(addr_spec=reply_to)
        mail["Subject"] = self._subject(outbound)
        mail["Date"] = format_datetime(outbound.at)
        mail["Message-ID"] = self.tokens.message_id(outbound.message_id, domain_of(mailbox))
        add_thread(mail, outbound.envelope)
        if is_automatic(outbound):
            add_manners(mail, "auto-replied")
        self._add_body(mail, outbound, files)
        return Composed(self._return_path(outbound, mailbox), outbound.address, bytes(mail))

    def notice(self, address: str, *, subject: str, text: str) -> Composed:
        """Build a mail of the desk to the library's own people."""
        mail = EmailMessage(policy_for(address))
        mail["From"] = named(self.settings.library_zh, self.settings.addresses[0])
        mail["To"] = Address(addr_spec=address)
        mail["Subject"] = one_line(subject)
        add_manners(mail, "auto-generated")
        mail.set_content(text, charset="utf-8", cte="base64")
        return Composed("", address, bytes(mail))

    def _mailbox(self, outbound: Outbound) -> str:
        written_to = find_mailbox(outbound.envelope.get("recipient", ""), self.settings.addresses)
        return written_to.address if written_to else self.settings.addresses[0]

    def _subject(self, outbound: Outbound) -> str:
        envelope = outbound.envelope
        subject = outbound.subject or envelope.get("subject", "")
        return answer_subject(subject, trusted=envelope.get("verified") == "1", language=outbound.language)

    def _return_path(self, outbound: Outbound, mailbox: str) -> str:
        if is_automatic(outbound):
            return ""
        return with_token(mailbox, self.tokens.bounce(outbound.message_id))

    def _add_body(self, mail: EmailMessage, outbound: Outbound, files: Mapping[Attachment, bytes]) -> None:
        letter = self.paper.write(outbound)
        mail.set_content(letter.text, charset="utf-8", cte="base64")
        mail.add_alternative(letter.html, subtype="html", charset="utf-8", cte="base64")
        for attachment, data in files.items():
            main, _, sub = one_line(attachment.type).partition("/")
            if main in {"", "multipart", "message"} or not sub.isprintable() or not sub:
                main, sub = "application", "octet-stream"
            mail.add_attachment(data, maintype=main, subtype=sub, filename=one_line(attachment.name) or "file")


def is_automatic(outbound: Outbound) -> bool:
    """Tell whether no person wrote this."""
    return outbound.author in {Author.BOT, Author.SYSTEM}


def named(name: str, address: str) -> Address:
    """Return an address with a display name that cannot break out of its header."""
    return Address(display_name=one_line(name), addr_spec=address)


def add_thread(mail: EmailMessage, envelope: Mapping[str, str]) -> None:
    """Name the reader's mail that this answers, as RFC 5322 section 3.6.4 asks."""
    answered = message_ids(envelope.get("message_id", ""))[:1]
    if not answered:
        return
    known = [reference for reference in message_ids(envelope.get("references", "")) if reference not in answered]
    mail["In-Reply-To"] = answered[0]
    mail["References"] = " ".join(known[-MAX_REFERENCES:] + answered)


def message_ids(text: str) -> list[str]:
    """Return the words of a header that a Message-ID header may hold: ASCII, and shorter than a line may be."""
    return [word for word in one_line(text).split() if word.isascii() and len(word) <= MAX_MESSAGE_ID]


def add_manners(mail: EmailMessage, how: str) -> None:
    """Tell other machines that a machine speaks (RFC 3834 section 5), so that none of them answers."""
    mail["Auto-Submitted"] = how
    mail["X-Auto-Response-Suppress"] = "All"

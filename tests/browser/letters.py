"""Mails as a reader's own program writes them."""

from email.message import EmailMessage
from email.policy import SMTP
from uuid import uuid4

from tests.parts.library import MAILBOX


def new_address(name: str) -> str:
    """An address that no other test writes from."""
    return f"{name}.{uuid4().hex[:8]}@students.example"


def letter(sender: str, subject: str, text: str, *, name: str = "Li Ming") -> str:
    """A mail to the library, as it stands on the wire but with bare line ends."""
    mail = EmailMessage(policy=SMTP.clone(linesep="\n"))
    mail["From"] = f'"{name}" <{sender}>'
    mail["To"] = MAILBOX
    mail["Subject"] = subject
    mail["Message-ID"] = f"<{uuid4().hex}@students.example>"
    mail.set_content(text, cte="base64")
    return mail.as_string()

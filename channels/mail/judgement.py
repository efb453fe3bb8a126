"""What was found out about a mail, and the shape in which it is handed to the store."""

from dataclasses import dataclass

from channels.mail.addresses import Mailbox, normal
from channels.mail.bounces import Delivery
from channels.mail.letter import paragraphs
from channels.mail.machines import WEAK_SIGNS
from channels.mail.reading import ReadMail
from routing.cleaning import clean
from routing.mail_ports import FiledMail
from routing.messages import Attachment, Channel, Inbound

UNREADABLE = (
    "（这封邮件无法自动读取。原件已保留，主管馆员可以查看。）\n"
    "(This mail could not be read automatically. The original is kept; a supervisor can look at it.)"
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found out about a mail before it is filed."""

    external_id: str
    mail: ReadMail
    mailbox: Mailbox
    address: str
    conversation_id: int | None
    verified: bool
    automatic: str | None
    bounce: Delivery | None
    over_daily: bool

    def verdict(self) -> str:
        """Return the one word for what the mail turned out to be."""
        if self.bounce is not None:
            return "bounce"
        return "automatic" if self.automatic else "reader"

    def wants_nobody(self) -> bool:
        """Tell whether no librarian has to see it: surely a machine's mail, and no answer of ours that came back."""
        is_for_certain = self.automatic is not None and self.automatic not in WEAK_SIGNS
        came_back = self.bounce is not None and self.bounce.is_lasting() and self.conversation_id is not None
        return is_for_certain and not came_back


def filed_mail(judged: Judgement, attachments: tuple[Attachment, ...]) -> FiledMail:
    """Return the mail as it is to be filed. A machine's mail wants no answer, and nobody's time where it is new."""
    mail = judged.mail
    text = clean(mail.written or mail.subject)
    inbound = Inbound(
        Channel.MAIL,
        normal(judged.address),
        judged.external_id,
        text,
        name=mail.sender().name or None,
        attachments=attachments,
        envelope=envelope_of(judged),
    )
    return FiledMail(
        inbound,
        subject=clean(mail.subject),
        folded=clean(mail.folded),
        html=str(paragraphs(text)),
        conversation_id=judged.conversation_id,
        verified=judged.verified,
        quiet=judged.automatic is not None or judged.over_daily,
        close=judged.wants_nobody(),
        claimed_address=mail.sender().address or None,
    )


def envelope_of(judged: Judgement) -> dict[str, str]:
    """Return what an answer to this mail will need: it comes back as Outbound.envelope."""
    return {
        "message_id": judged.mail.message_id,
        "references": " ".join(judged.mail.references),
        "recipient": judged.mailbox.address,
        "subject": judged.mail.subject,
        "verified": "1" if judged.verified else "0",
    }


def unreadable_mail(
    external_id: str, mailbox: Mailbox, *, address: str, claimed_address: str | None, conversation_id: int | None
) -> FiledMail:
    """Return what is filed of a mail that went past the reader's limits: a librarian sees it, the raw mail is kept."""
    envelope = {"recipient": mailbox.address, "verified": "0"}
    return FiledMail(
        Inbound(Channel.MAIL, address, external_id, UNREADABLE, envelope=envelope),
        subject="",
        html=str(paragraphs(UNREADABLE)),
        conversation_id=conversation_id,
        quiet=True,
        unreadable=True,
        claimed_address=claimed_address,
    )

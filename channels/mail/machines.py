"""Whether a machine wrote a mail, by RFC 3834's signs, and whether it reports a failed delivery."""

import re
from collections.abc import Callable

from channels.mail.addresses import find_mailbox
from channels.mail.bounces import Delivery, guess_status
from channels.mail.reading import ReadMail

MAX_PROSE = 20_000

PRECEDENCE = frozenset({"bulk", "list", "junk", "auto_reply", "auto-reply"})
AUTO_REPLY_HEADERS = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-auto-reply",
    "x-autoreply-from",
    "x-mail-autoreply",
    "x-vacation",
    "x-failed-recipients",
    "x-cron-env",
)
MACHINE_NAMES = re.compile(
    r"(?:mailer[-_.]?daemon|mail[-_.]?daemon|postmaster|mdaemon|double-bounce|no[-_.]?reply.*|.*[-_.]no[-_.]?reply|"
    r"do[-_.]?not[-_.]?reply.*|owner-.*|.*-owner|.*-request|.*-bounces?|bounces?|bounces?[-+].*|listserv|majordomo|"
    r"mailman|mail[-_.]?delivery[-_.]?(?:system|subsystem))",
    re.IGNORECASE,
)
DAEMON_NAMES = re.compile(
    r"(?:mailer[-_.]?daemon|mail[-_.]?daemon|postmaster|mdaemon|mail[-_.]?delivery.*)", re.IGNORECASE
)
AWAY_SUBJECT = re.compile(
    r"\s*(?:re\s*[:：]\s*)?[\[【(（]?(?:out\s+of\s+(?:the\s+)?office(?:\s+(?:auto\w*\s*)?(?:reply|message|notification))?|"
    r"auto(?:matic|mated)?[- ]?(?:reply|response|responder)|auto|vacation\s+(?:reply|response|notice|auto-?reply)|"
    r"abwesenheits(?:notiz|benachrichtigung)|automatische\s+antwort|réponse\s+automatique|respuesta\s+automática|"
    r"risposta\s+automatica|(?:邮件)?自动(?:回复|答复|应答)|自動(?:回覆|回復|答覆|応答|返信)|不在(?:办公室|辦公室)|"
    r"(?:外出|休假)自?动?(?:回复|通知))\s*(?:[\]】)）:：\-–—].*|$)",
    re.IGNORECASE,
)
BOUNCE_SUBJECT = re.compile(
    r"\s*(?:undeliver(?:ed|able)(?:\s+(?:mail|message)\b.*|\s*[:：].*|$)|returned\s+mail\s*[:：].*|failure\s+notice$|"
    r"mail\s+delivery\s+(?:failed|failure|system|subsystem)\b.*|delivery\s+status\s+notification\b.*|"
    r"mail\s+system\s+error\b.*|(?:系统)?退信\s*(?:[:：/].*|$)|(?:无法投递|投递失败|無法投遞)\s*(?:[:：].*|$))",
    re.IGNORECASE,
)
"""Whole subjects only: readers of a library write of undelivered books, and of questions out of office hours."""
WEAK_SIGNS = frozenset({"subject", "response suppressed"})
"""Signs that a person's mail may bear too: it is not answered, but a librarian sees it."""
ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


def automatic_reason(mail: ReadMail, *, mail_from: str, addresses: tuple[str, ...] = ()) -> str | None:
    """Return by which sign a machine wrote this, or None where a person seems to have.

    `mail_from` is the envelope sender, empty for a null return path; `addresses` are the library's own.
    """
    signs: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("null return path", lambda: not mail_from or mail.first("return-path").strip() == "<>"),
        ("report", lambda: mail.type == "multipart/report" or bool(mail.deliveries)),
        ("auto-submitted", lambda: not says_no(mail.first("auto-submitted"))),
        ("precedence", lambda: mail.first("precedence").strip().lower() in PRECEDENCE),
        ("list", lambda: any(name.startswith("list-") for name, _ in mail.headers)),
        ("auto-reply header", lambda: any(mail.all(name) for name in AUTO_REPLY_HEADERS)),
        ("machine's name", lambda: has_machine_name(mail, mail_from)),
        ("own address", lambda: find_mailbox(mail.sender().address, addresses) is not None),
        ("response suppressed", lambda: not says_no(mail.first("x-auto-response-suppress"))),
        ("subject", lambda: is_away_subject(mail.subject) or bool(BOUNCE_SUBJECT.fullmatch(mail.subject))),
    )
    return next((name for name, is_given in signs if is_given()), None)


def says_no(value: str) -> bool:
    """Tell whether a header is absent or says that it does not apply (`no`, `none`)."""
    return value.partition(";")[0].strip().lower() in {"", "no", "none"}


def has_machine_name(mail: ReadMail, mail_from: str) -> bool:
    """Tell whether the sender's name is one that no person has: mailer-daemon, noreply, some-list-request."""
    names = [sender.address.partition("@")[0] for sender in mail.senders]
    names += [sender.name for sender in mail.senders] + [mail_from.partition("@")[0]]
    return any(MACHINE_NAMES.fullmatch(name.strip()) for name in names if name)


def is_away_subject(subject: str) -> bool:
    """Tell whether a subject is an out-of-office reply's."""
    return bool(AWAY_SUBJECT.fullmatch(subject))


def bounce_of(mail: ReadMail) -> Delivery | None:
    """Return what a mail reports of a delivery, lasting failures first; None where it reports none."""
    reported = sorted(mail.deliveries, key=lambda delivery: not delivery.is_lasting())
    reported = [delivery for delivery in reported if delivery.action not in {"delivered", "relayed", "expanded"}]
    if reported or mail.deliveries:
        return reported[0] if reported else None
    return bounce_in_prose(mail)


def bounce_in_prose(mail: ReadMail) -> Delivery | None:
    """Return what a report without a machine-readable part says: from a mail daemon, or with its subject."""
    names = [sender.address.partition("@")[0] for sender in mail.senders] + [sender.name for sender in mail.senders]
    by_daemon = any(DAEMON_NAMES.fullmatch(name.strip()) for name in names if name)
    if not (mail.all("x-failed-recipients") or (by_daemon and not is_away_subject(mail.subject))):
        return None
    text = f"{mail.written}\n{mail.folded}"[:MAX_PROSE]
    found = ADDRESS.search(mail.first("x-failed-recipients")) or ADDRESS.search(text)
    status = guess_status(text)
    return Delivery(found[0] if found else "", "delayed" if status.startswith("4") else "failed", status)

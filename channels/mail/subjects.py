"""The subject of an answer: `Re:` once, no longer than needed, and without a stranger's links."""

import re

MAX_SUBJECT = 100
NO_SUBJECT = {"zh": "您的咨询", "en": "Your question"}

PREFIXES = re.compile(
    r"^(?:\s*(?:re|fwd?|aw|sv|回复|答复|转发|回覆|轉寄)\s*(?:\[\d{1,3}\])?\s*[:：])+\s*", re.IGNORECASE
)
LINKS = re.compile(
    r"(?:https?|ftp)\s?:\s?/\S*|\S{1,64}@\S{1,255}|\b(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}\b(?:[/:?#]\S*)?",
    re.IGNORECASE,
)
CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")


def one_line(text: str) -> str:
    """Return a text fit for a header: one line, no controls, no direction marks, no lone surrogates."""
    return " ".join(CONTROLS.sub(" ", text).split())


def plain_subject(subject: str) -> str:
    """Return a subject without the `Re:` and `回复：` that clients put before it."""
    return PREFIXES.sub("", one_line(subject)).strip()


def answer_subject(subject: str, *, trusted: bool, language: str) -> str:
    """Return the subject of an answer. A stranger's (`trusted` False) loses its links: we carry no spam."""
    plain = plain_subject(subject)
    if not trusted:
        plain = " ".join(LINKS.sub(" ", plain).split())
    plain = plain or NO_SUBJECT["zh" if language.lower().startswith("zh") else "en"]
    return f"Re: {plain}"[:MAX_SUBJECT].rstrip()

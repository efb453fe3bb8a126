"""What is changed in a text before it is stored: characters that no database takes, and secrets typed by mistake."""

import re

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CARD = re.compile(r"(?<![\d-])\d(?:[ -]?\d){12,18}(?![\d-])")
_SECRET = re.compile(
    r"((?:密码|密碼|口令|(?<![a-z])(?:PIN|password|passcode)(?![a-z]))"
    r"\s*(?:(?:是|为|為|is(?![a-z]))\s*[:：=＝]?|[:：=＝])\s*)([^\s，。；、,;]+)",
    re.IGNORECASE,
)
_SECRET_LENGTH = 4
MASK = "••••"


def clean(text: str) -> str:
    """Return the text with NUL and lone surrogates as U+FFFD, and card numbers and typed secrets masked."""
    storable = _UNSTORABLE.sub("\ufffd", text)
    return _SECRET.sub(_mask_secret, _CARD.sub(_mask_card, storable))


def _mask_card(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    return found[0] if _is_isbn(digits) or not _passes_luhn(digits) else MASK


def _mask_secret(found: re.Match[str]) -> str:
    secret = found[2]
    looks_secret = len(secret) >= _SECRET_LENGTH and any(letter.isdigit() for letter in secret)
    return found[1] + MASK if looks_secret else found[0]


def _is_isbn(digits: str) -> bool:
    """ISBN-13 (ISO 2108): prefix 978 or 979, weights 1 and 3, sum divisible by 10."""
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return len(digits) == 13 and digits.startswith(("978", "979")) and weighted % 10 == 0  # noqa: PLR2004 (ISBN-13)


def _passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B: every second digit from the right doubled, the digits' sum divisible by 10."""
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits)))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0

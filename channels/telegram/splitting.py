"""Cuts a long text into parts that Telegram takes, at the ends of paragraphs, lines, sentences or words."""

import re
import unicodedata
from collections.abc import Iterator

LIMIT = 4_096
"""UTF-16 units of one message after its markup is parsed (core.telegram.org/bots/api#sendmessage)."""

_BREAKS = tuple(
    map(
        re.compile,
        (r"\n\s*\n", r"\n", r"[。！？；…][”’」』）]*|[.!?;][\"')\]]*(?=\s)", r"\s"),
    ),
)
_JOINER, _SELECTORS, _SKINS = "\u200d", "\ufe00-\ufe0f", "\U0001f3fb-\U0001f3ff"
_CLINGS = re.compile(f"[{_JOINER}{_SELECTORS}{_SKINS}]")


def units(text: str) -> int:
    """Return the length as Telegram counts it: UTF-16 units, two for an emoji."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def split(text: str, limit: int = LIMIT) -> Iterator[tuple[int, int]]:
    """Yield start and end of each part, in code points; only white space is left out, at the cuts and the ends."""
    start = 0
    while start < len(text):
        end = _reach(text, start, limit)
        if end < len(text):
            end = _cut(text, start, end)
        part = text[start:end]
        if part.strip():
            lead = len(part) - len(part.lstrip())
            yield start + lead, start + len(part.rstrip())
        start = end


def _reach(text: str, start: int, limit: int) -> int:
    """Return the furthest end whose part is within the limit; never inside a surrogate pair, which Python has not."""
    size = 0
    for place in range(start, len(text)):
        size += 1 + (text[place] > "\uffff")
        if size > limit:
            return place
    return len(text)


def _cut(text: str, start: int, end: int) -> int:
    """Return the best place to cut in the second half of the part, or its end where nothing there invites a cut."""
    half = start + (end - start) // 2
    for pattern in _BREAKS:
        ends = [found.end() for found in pattern.finditer(text, half, end)]
        if ends:
            return ends[-1]
    return next((place for place in range(end, half, -1) if not _clings(text, place)), end)


def _clings(text: str, place: int) -> bool:
    """Tell whether the letter here belongs to the one before it: an accent, an emoji's skin or its family."""
    letter = text[place]
    return bool(unicodedata.combining(letter) or _CLINGS.match(letter) or text[place - 1] == _JOINER)

"""Questions that no phrasing answers word for word, each asked once: neither memory helps, so all are encoded."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

from bot.embedded.wash import Washer, gist, key_of
from bot.knowledge.entries import Kind
from bot.knowledge.loading import load_knowledge
from tests.parts.ric import ROOT

_WHY = ("for a class", "for my thesis", "before the holidays", "since I am new", "as a visitor", "on the weekend")
_WHO = ("and so does my sister", "as my teacher said", "like last year", "if that is fine", "and a friend too", "again")


def distinct_questions(config: Path = ROOT / "config") -> Iterator[str]:
    """Yield some ten thousands: phrasings of entries that are answers, with words behind that change no meaning."""
    entries = load_knowledge(config).entries.values()
    phrasings = [text for each in entries if each.kind is Kind.ANSWER for text in each.phrasings.en]
    known = {key_of(text) for text in phrasings}
    for why, who in product(_WHY, _WHO):
        for text in phrasings:
            question = f"{text.rstrip(' ?.!')} {why} {who}"
            if key_of(question) not in known:
                yield question


def as_encoded(question: str, washer: Washer) -> str:
    """Return what the bot gives to the encoder for a question."""
    return gist(washer.wash(question))

"""Facts: a tree of values that answers quote. A mapping of exactly zh and en is one value in two languages."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.knowledge.entries import LANGUAGES, TextLanguage
from bot.knowledge.pages import Spot

RESERVED = frozenset({"library", "places", "desk", "queues", "language", "hours_today", "hours_week"})
"""Names that every template has beside the facts."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def in_language(tree: Any, language: TextLanguage) -> Any:
    """Return the tree with every bilingual value collapsed to one language."""
    if isinstance(tree, Mapping):
        if set(tree) == set(LANGUAGES):
            return in_language(tree[language], language)
        return {key: in_language(value, language) for key, value in tree.items()}
    if isinstance(tree, list | tuple):
        return [in_language(item, language) for item in tree]
    return tree


def find_faults(facts: Mapping[str, Any]) -> Iterator[tuple[Spot, str]]:
    """Yield what is wrong with the facts: names that no template can say, and values in one language only."""
    for name in facts:
        if not _NAME.fullmatch(name):
            yield (name,), f"{name!r} cannot be written in an answer: use letters, digits and _"
        if name in RESERVED:
            yield (name,), f"{name!r} already means something in answers"
    yield from _halves(facts, ())


def _halves(tree: Any, spot: Spot) -> Iterator[tuple[Spot, str]]:
    if isinstance(tree, Mapping):
        present = [language for language in LANGUAGES if language in tree]
        if present and set(tree) != set(LANGUAGES):
            yield spot, f"{'.'.join(map(str, spot))}: a text in two languages has exactly the keys zh and en"
        for key, value in tree.items():
            yield from _halves(value, (*spot, key))
    if isinstance(tree, list | tuple):
        for position, item in enumerate(tree):
            yield from _halves(item, (*spot, position))

"""The phrasings of all entries as the engine compares them: washed, without doubles, in the order of the entries."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from bot.embedded.arrays import Ints
from bot.embedded.wash import Washer, key_of
from bot.knowledge.entries import LANGUAGES, TextLanguage
from bot.knowledge.knowledge import Knowledge

FORMAT = 5
"""Raised whenever a trained state of before would mean something else now."""


@dataclass(frozen=True, slots=True)
class Row:
    """One phrasing of one entry, washed."""

    entry: str
    language: TextLanguage
    text: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """All rows, sorted by entry; `entries[labels[row]]` is a row's entry."""

    rows: tuple[Row, ...]
    entries: tuple[str, ...]
    labels: Ints

    @classmethod
    def of_rows(cls, rows: tuple[Row, ...]) -> "Corpus":
        entries = tuple(sorted({row.entry for row in rows}))
        number = {entry: position for position, entry in enumerate(entries)}
        ordered = tuple(sorted(rows, key=lambda row: (row.entry, row.language, row.text)))
        return cls(ordered, entries, np.array([number[row.entry] for row in ordered], np.int64))

    @classmethod
    def of(cls, knowledge: Knowledge, washer: Washer) -> "Corpus":
        return cls.of_rows(tuple(dict.fromkeys(_rows(knowledge, washer))))

    @property
    def texts(self) -> list[str]:
        return [row.text for row in self.rows]

    def key(self, encoder: str) -> str:
        """Return what a trained state is kept under: the same phrasings and encoder need no second training."""
        content = json.dumps([FORMAT, encoder, [(row.entry, row.language, row.text) for row in self.rows]])
        return hashlib.sha256(content.encode()).hexdigest()[:32]

    def exact(self) -> Mapping[str, tuple[str, ...]]:
        """Return which entries have a phrasing of exactly these letters; more than one where two share it."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.rows:
            found[key_of(row.text)].add(row.entry)
        return {key: tuple(sorted(entries)) for key, entries in found.items()}


def _rows(knowledge: Knowledge, washer: Washer) -> Iterator[Row]:
    for entry in knowledge.entries.values():
        for language in LANGUAGES:
            for phrasing in (entry.title.say(language), *entry.phrasings.say(language)):
                yield Row(entry.id, language, washer.wash(phrasing))

"""Sparse similarity: TF-IDF over words and characters, in both languages, without anything to download or to train."""

import math
import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import rjieba

from bot.embedded.arrays import Floats

_LATIN = re.compile(r"[a-z0-9]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")


def words(text: str) -> Iterator[str]:
    """Yield the words of a washed text; jieba's for Chinese."""
    return (word for word in rjieba.cut(text.lower()) if any(map(str.isalnum, word)))


def characters(text: str) -> Iterator[str]:
    """Yield pairs of Chinese characters and, of Latin words with their borders, groups of three and four letters."""
    lower = text.lower()
    for run in _HAN.findall(lower):
        yield from (run if len(run) == 1 else map("".join, pairwise(run)))
    for word in _LATIN.findall(lower):
        bordered = f"<{word}>"
        yield from (bordered[start : start + size] for size in (3, 4) for start in range(len(bordered) - size + 1))


class LexicalIndex:
    """TF-IDF vectors of given texts, half words and half characters; similarity is their cosine.

    Kept by feature in three arrays (a feature's rows and weights lie from its start to the next one's): an object for
    each feature would take two and a half times the memory.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        self.size = len(texts)
        self._texts = tuple(texts)
        self._known: tuple[dict[str, int], dict[str, int]] = ({}, {})
        side, row, feature, times = self._count(texts)
        seen = np.bincount(feature, minlength=sum(map(len, self._known)))
        self._rarity = 1 + np.log((1 + self.size) / (1 + seen))
        weights = (1 + np.log(times)) * self._rarity[feature]
        lengths = np.sqrt(2 * np.bincount(2 * row + side, weights**2, minlength=2 * self.size))
        order = np.argsort(feature, kind="stable")
        self._rows = row[order].astype(np.int32)
        self._weights = (weights / lengths[2 * row + side])[order].astype(np.float32)
        self._starts = np.concatenate([[0], np.cumsum(seen)])

    def similarities(self, text: str) -> Floats:
        """Return float32[n]: the cosine of a text with each of the index's."""
        found = np.zeros(self.size, np.float32)
        for number, weight in self._weigh((Counter(words(text)), Counter(characters(text)))):
            place = slice(self._starts[number], self._starts[number + 1])
            found[self._rows[place]] += weight * self._weights[place]
        return found

    def similarities_within(self) -> Floats:
        """Return float32[n, n]: the cosines of the index's texts with each other."""
        found = np.empty((self.size, self.size), np.float32)
        for row, text in enumerate(self._texts):
            found[row] = self.similarities(text)
        return found

    def _count(self, texts: Sequence[str]) -> "tuple[np.ndarray[Any, np.dtype[np.int64]], ...]":
        """Number the features, and return for each that a text has: its side, the text's row, its number, how often."""
        counted = array("q")
        for row, text in enumerate(texts):
            for side, features in enumerate((words(text), characters(text))):
                for feature, times in Counter(features).items():
                    number = self._known[side].setdefault(feature, sum(map(len, self._known)))
                    counted.extend((side, row, number, times))
        return tuple(np.frombuffer(counted, np.int64).reshape(-1, 4).T) if counted else (np.zeros(0, np.int64),) * 4

    def _weigh(self, counts: Sequence[Counter[str]]) -> Iterator[tuple[int, float]]:
        """Yield the weight of each known feature; each half has length 1/2, and what no text has counts as rare."""
        unseen = 1 + math.log(1 + self.size)
        for known, each in zip(self._known, counts, strict=True):
            numbers = [known.get(feature) for feature in each]
            rarities = [unseen if number is None else float(self._rarity[number]) for number in numbers]
            weights = [(1 + math.log(times)) * rarity for times, rarity in zip(each.values(), rarities, strict=True)]
            length = math.sqrt(2 * sum(weight * weight for weight in weights))
            weighed = zip(numbers, weights, strict=True)
            yield from ((number, weight / length) for number, weight in weighed if number is not None)

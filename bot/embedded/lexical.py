"""Sparse similarity: TF-IDF over words and characters, in both languages, without anything to download or to train."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

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
    """TF-IDF vectors of given texts, half words and half characters; similarity is their cosine."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.size = len(texts)
        self._texts = tuple(texts)
        counted = [(Counter(words(text)), Counter(characters(text))) for text in texts]
        self._rarity = self._weigh_features(counted)
        postings: dict[tuple[int, str], tuple[list[int], list[float]]] = {}
        for row, counts in enumerate(counted):
            for feature, weight in self._weigh(counts):
                rows, weights = postings.setdefault(feature, ([], []))
                rows.append(row)
                weights.append(weight)
        self._postings = {
            feature: (np.array(rows, np.int32), np.array(weights, np.float32))
            for feature, (rows, weights) in postings.items()
        }

    def similarities(self, text: str) -> Floats:
        """Return float32[n]: the cosine of a text with each of the index's."""
        found = np.zeros(self.size, np.float32)
        for feature, weight in self._weigh((Counter(words(text)), Counter(characters(text)))):
            if feature in self._postings:
                where, weights = self._postings[feature]
                found[where] += weight * weights
        return found

    def similarities_within(self) -> Floats:
        """Return float32[n, n]: the cosines of the index's texts with each other."""
        found = np.empty((self.size, self.size), np.float32)
        for row, text in enumerate(self._texts):
            found[row] = self.similarities(text)
        return found

    def _weigh_features(self, counted: Sequence[tuple[Counter[str], Counter[str]]]) -> dict[tuple[int, str], float]:
        seen = Counter((side, feature) for counts in counted for side, each in enumerate(counts) for feature in each)
        return {feature: 1 + math.log((1 + self.size) / (1 + times)) for feature, times in seen.items()}

    def _weigh(self, counts: Sequence[Counter[str]]) -> Iterator[tuple[tuple[int, str], float]]:
        """Yield each feature's weight; each half has length 1/2, and what no text of the index has counts as rare."""
        unseen = 1 + math.log(1 + self.size)
        for side, each in enumerate(counts):
            weights = {
                (side, feature): (1 + math.log(times)) * self._rarity.get((side, feature), unseen)
                for feature, times in each.items()
            }
            length = math.sqrt(2 * sum(weight * weight for weight in weights.values()))
            yield from ((feature, weight / length) for feature, weight in weights.items())

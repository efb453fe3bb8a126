"""Rankers: which entries a washed question may mean, best first, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

import numpy as np

from bot.embedded import ridge
from bot.embedded.arrays import Floats
from bot.embedded.calibration import Calibration
from bot.embedded.corpus import Corpus
from bot.embedded.encoder import Encoder
from bot.embedded.lexical import LexicalIndex
from bot.embedded.pinyin import syllables
from bot.embedded.trained import Trained
from bot.embedded.wash import gist
from bot.knowledge.entries import TextLanguage

KEPT = 8
"""Candidates that are kept of a ranking; hardly any chance is left to the others."""

SURE_WORDS, PLAUSIBLE_WORDS = 0.75, 0.35
"""Similarity to the nearest phrasing while nothing is trained: rather ask than err."""

SURE_SPELLING, PLAUSIBLE_SPELLING = 0.75, 0.5
"""Similarity of two spellings; below the second a text is taken for what its letters are."""


class Certainty(IntEnum):
    """Answer it, offer it, or leave it to a librarian."""

    UNSURE = 0
    PLAUSIBLE = 1
    SURE = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be meant; `confidence` is the chance that it is."""

    entry: str
    confidence: float
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Ranking:
    """Candidates, best first. `familiar` tells that the text resembles something, whichever entry that is.

    `exclusive` tells that the confidences are chances of which only one comes true, so that they may be added.
    """

    candidates: tuple[Candidate, ...] = ()
    familiar: bool = False
    exclusive: bool = False


class Ranker(Protocol):
    """Ranks entries for a washed question."""

    def rank(self, text: str, language: TextLanguage) -> Ranking: ...


@dataclass(frozen=True, slots=True)
class WordsRanker:
    """Serves while nothing is trained: the nearest phrasing by words and characters."""

    corpus: Corpus
    index: LexicalIndex

    def rank(self, text: str, language: TextLanguage) -> Ranking:  # noqa: ARG002 - words speak for themselves
        similar = self.index.similarities(gist(text))
        return _by_similarity(self.corpus, similar, sure=SURE_WORDS, plausible=PLAUSIBLE_WORDS)


class PinyinRanker:
    """Ranks entries by how their Chinese phrasings are spelled."""

    def __init__(self, corpus: Corpus, spelled: Sequence[str]) -> None:
        self._corpus = corpus
        self._index = LexicalIndex(spelled)

    def rank(self, text: str) -> Ranking:
        """Return a ranking where the text is pinyin and resembles a phrasing; else an empty one."""
        spelled = syllables(text)
        if not spelled:
            return Ranking()
        similar = self._index.similarities(" ".join(spelled))
        ranking = _by_similarity(self._corpus, similar, sure=SURE_SPELLING, plausible=PLAUSIBLE_SPELLING)
        return ranking if ranking.familiar else Ranking()


@dataclass(frozen=True, slots=True)
class TrainedRanker:
    """The real engine: kernel ridge over vectors and words, with learned thresholds."""

    corpus: Corpus
    index: LexicalIndex
    trained: Trained
    encoder: Encoder | None

    def rank(self, text: str, language: TextLanguage) -> Ranking:
        short = gist(text)
        cosines = None
        if self.encoder is not None:
            vector = self.trained.centre(self.encoder.encode([short])[0], language)
            cosines = self.trained.vectors @ vector
        kernel = self.trained.shape.kernel(cosines, self.index.similarities(short))
        return self._decide(ridge.scores(kernel, self.trained.weights, self.corpus.labels))

    def _decide(self, scores: Floats) -> Ranking:
        limits = self.trained.calibration
        chances, top = limits.chances(scores), float(scores.max())
        best = [int(position) for position in np.argsort(-scores)[:KEPT]]
        candidates = (
            Candidate(self.corpus.entries[each], float(chances[each]), _certainty(float(chances[each]), top, limits))
            for each in best
        )
        return Ranking(tuple(candidates), top >= limits.familiar, exclusive=True)


def _certainty(chance: float, score: float, limits: Calibration) -> Certainty:
    if chance >= limits.sure and score >= limits.known:
        return Certainty.SURE
    return Certainty.PLAUSIBLE if chance >= limits.plausible and score >= limits.familiar else Certainty.UNSURE


def _by_similarity(corpus: Corpus, similar: Floats, *, sure: float, plausible: float) -> Ranking:
    """Rank by the nearest phrasing of each entry; the similarity is taken for the confidence."""
    found = np.minimum(ridge.nearest(similar, corpus.labels), 1)
    best = [(corpus.entries[position], float(found[position])) for position in np.argsort(-found)[:KEPT]]
    candidates = (
        Candidate(entry, near, Certainty((near >= sure) + (near >= plausible))) for entry, near in best if near > 0
    )
    return Ranking(tuple(candidates), bool(best) and best[0][1] >= plausible)

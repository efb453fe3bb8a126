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
"""Candidates that are kept of a ranking: three are shown, the others help to tell routes apart."""

WORDS_ALONE = Calibration(sure=0.75, plausible=0.35, slope=8.0, offset=-4.8)
"""Thresholds on the plain similarity to the nearest phrasing, while nothing is trained: rather ask than err."""


SPELLED_ALIKE = Calibration(sure=0.75, plausible=0.5, slope=8.0, offset=-4.8)
"""Thresholds on the similarity of two spellings; below `plausible` a text is taken for what its letters are."""


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


class Ranker(Protocol):
    """Ranks entries for a washed question."""

    def rank(self, text: str, language: TextLanguage) -> tuple[Candidate, ...]: ...


@dataclass(frozen=True, slots=True)
class WordsRanker:
    """Serves while nothing is trained: the nearest phrasing by words and characters."""

    corpus: Corpus
    index: LexicalIndex

    def rank(self, text: str, language: TextLanguage) -> tuple[Candidate, ...]:  # noqa: ARG002 - words speak for themselves
        similar = self.index.similarities(gist(text))
        return candidates(self.corpus, ridge.nearest(similar, self.corpus.labels), WORDS_ALONE)


@dataclass(frozen=True, slots=True)
class TrainedRanker:
    """The real engine: kernel ridge over vectors and words, with learned thresholds."""

    corpus: Corpus
    index: LexicalIndex
    trained: Trained
    encoder: Encoder | None

    def rank(self, text: str, language: TextLanguage) -> tuple[Candidate, ...]:
        short = gist(text)
        cosines = None
        if self.encoder is not None:
            vector = self.trained.centre(self.encoder.encode([short])[0], language)
            cosines = self.trained.vectors @ vector
        kernel = self.trained.shape.kernel(cosines, self.index.similarities(short))
        found = ridge.scores(kernel, self.trained.weights, self.corpus.labels)
        return candidates(self.corpus, found, self.trained.calibration)


class PinyinRanker:
    """Ranks entries by how their Chinese phrasings are spelled."""

    def __init__(self, corpus: Corpus, spelled: Sequence[str]) -> None:
        self._corpus = corpus
        self._index = LexicalIndex(spelled)

    def rank(self, text: str) -> tuple[Candidate, ...]:
        """Return candidates where the text is pinyin and resembles a phrasing; else nothing."""
        spelled = syllables(text)
        if not spelled:
            return ()
        similar = self._index.similarities(" ".join(spelled))
        ranked = candidates(self._corpus, ridge.nearest(similar, self._corpus.labels), SPELLED_ALIKE)
        return ranked if ranked and ranked[0].certainty is not Certainty.UNSURE else ()


def candidates(corpus: Corpus, scores: Floats, calibration: Calibration) -> tuple[Candidate, ...]:
    """Return the best entries with the decision that the thresholds make on each."""
    best = np.argsort(-scores)[:KEPT]
    confidences = calibration.confidence(scores[best])
    return tuple(
        Candidate(corpus.entries[position], float(confidence), _certainty(float(scores[position]), calibration))
        for position, confidence in zip(best, confidences, strict=True)
    )


def _certainty(score: float, calibration: Calibration) -> Certainty:
    if score >= calibration.sure:
        return Certainty.SURE
    return Certainty.PLAUSIBLE if score >= calibration.plausible else Certainty.UNSURE

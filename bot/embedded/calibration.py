"""From scores to decisions: how sure is sure enough, learned from the phrasings that were left out."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.embedded.arrays import Floats, Ints

PRECISION = 0.88
"""The share of right ones that sure decisions must reach among left-out phrasings.

They are harder than readers' questions, because an entry's phrasings are written to differ from each other: where 88 %
of them are right, 99 % of the questions are that were written apart from the entries (docs/evaluation.md).
"""

STRICTER = 0.95
"""The same where words alone decide: they mistake more on questions that no phrasing resembles."""

LEAST_SURE = 0.7
PLAUSIBLE_WITHIN = (0.2, 0.5)
"""Limits for a small knowledge: a few entries are easily told apart, and then hardly anything seems unsure."""

TEMPERATURES = (0.02, 0.03, 0.05, 0.07, 0.1, 0.14, 0.2, 0.3)
FEWEST = 20
"""Left-out phrasings that were taken for the right entry; thresholds of fewer say nothing."""

Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How scores become chances (softmax over `temperature`) and chances decisions.

    Sure: chance from `sure`, score from `known`. Plausible: chance from `plausible`, score from `familiar`: a text that
    resembles nothing has a low score even where one entry is likelier than all others.
    """

    temperature: float = 0.07
    sure: float = 0.9
    plausible: float = 0.35
    known: float = 0.6
    familiar: float = 0.45

    def chances(self, scores: Floats) -> Floats:
        """Return the chance of each entry along the last axis."""
        raised = np.exp((scores - scores.max(axis=-1, keepdims=True)) / np.float32(self.temperature))
        found: Floats = raised / raised.sum(axis=-1, keepdims=True)
        return found


def calibrate(left_out: Floats, labels: Ints, precision: float = PRECISION) -> Calibration:
    """Return the thresholds; the shipped ones where too few entries have several phrasings to learn from."""
    several = np.bincount(labels)[labels] > 1
    scores, own = left_out[several], labels[several]
    right = scores.argmax(axis=1) == own
    if right.sum() < FEWEST:
        return Calibration()
    found = Calibration(temperature=min(TEMPERATURES, key=lambda each: _surprise(scores, own, each)))
    chance, best = found.chances(scores).max(axis=1), scores.max(axis=1)
    among_three = (np.argsort(-scores, axis=1)[:, :3] == own[:, None]).any(axis=1)
    return Calibration(
        temperature=found.temperature,
        sure=max(_precise(chance, right, precision), float(np.quantile(chance[right], 0.10)), LEAST_SURE),
        plausible=float(np.clip(np.quantile(chance[among_three], 0.05), *PLAUSIBLE_WITHIN)),
        known=float(np.quantile(best[right], 0.10)),
        familiar=float(np.quantile(best, 0.05)),
    )


def _surprise(scores: Floats, own: Ints, temperature: float) -> float:
    """Return the mean negative log chance of the right entry."""
    chances = Calibration(temperature=temperature).chances(scores)[np.arange(len(own)), own]
    return float(-np.log(np.maximum(chances, 1e-9)).mean())


def _precise(chance: Floats, right: Truths, precision: float) -> float:
    """Return the least chance from which on the wanted share is right; the highest one where none is."""
    order = np.argsort(-chance)
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(share >= precision)
    return float(chance[order][good[-1]]) if len(good) else float(chance.max())

"""From scores to decisions: how sure is sure enough, learned from the phrasings that were left out."""

from dataclasses import dataclass

import numpy as np

from bot.embedded.arrays import Floats, Ints

PRECISION = 0.95
"""The share of right answers that a sure answer must reach among the left-out phrasings."""

STRICTER = 0.98
"""The same where words alone decide: they mistake more on questions that no phrasing resembles."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """From `sure` on a score is answered, from `plausible` on offered; confidence: logistic(slope · score + offset)."""

    sure: float = 0.95
    plausible: float = 0.55
    slope: float = 6.0
    offset: float = -3.5

    def confidence(self, scores: Floats) -> Floats:
        """Return the chance that an entry with this score is what was meant, between 0 and 1."""
        found: Floats = 1 / (1 + np.exp(-np.clip(self.slope * scores + self.offset, -30, 30)))
        return found


def calibrate(left_out: Floats, labels: Ints, precision: float = PRECISION) -> Calibration:
    """Return the thresholds; the shipped ones where no entry has two phrasings to learn from."""
    several = np.bincount(labels)[labels] > 1
    best, right = left_out.max(axis=1)[several], (left_out.argmax(axis=1) == labels)[several]
    if right.sum() < 20:  # noqa: PLR2004 - a quantile of fewer says nothing
        return Calibration()
    sure = max(float(np.quantile(best[right], 0.10)), _precise(best, right, precision))
    plausible = float(np.quantile(left_out[np.arange(len(labels)), labels][several], 0.05))
    slope, offset = _logistic(best, right)
    return Calibration(sure, min(plausible, sure), slope, offset)


def _precise(best: Floats, right: "np.ndarray[tuple[int], np.dtype[np.bool_]]", precision: float) -> float:
    """Return the least score from which on the wanted share is right; the highest one where none is."""
    order = np.argsort(-best)
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(share >= precision)
    return float(best[order][good[-1]]) if len(good) else float(best.max())


def _logistic(best: Floats, right: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> tuple[float, float]:
    """Fit slope and offset after Platt (1999) by Newton's method, with his smoothed targets."""
    rights = right.sum()
    targets = np.where(right, (rights + 1) / (rights + 2), 1 / (len(right) - rights + 2))
    design = np.stack([best, np.ones_like(best)], axis=1).astype(np.float64)
    found = np.array([1.0, 0.0])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(design @ found, -30, 30)))
        slope_of_loss = design.T @ (chance - targets) + 1e-3 * found
        curvature = (design * (chance * (1 - chance))[:, None]).T @ design + 1e-3 * np.eye(2)
        step = np.linalg.solve(curvature, slope_of_loss)
        found = found - step
        if np.abs(step).max() < 1e-6:  # noqa: PLR2004 - converged
            break
    return float(max(found[0], 0.1)), float(found[1])

"""Kernel ridge regression over phrasings, with leave-one-out predictions in closed form.

After Cawley & Talbot, "Fast exact leave-one-out cross-validation of sparse least-squares support vector machines"
(Neural Networks 17, 2004): one inverse gives the weights and what each phrasing would have been taken for, had it not
been there. So everything is chosen from the phrasings themselves and no phrasing is set aside.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np

from bot.embedded.arrays import Floats, Ints

NEARNESS = 0.5
"""The part that the most similar phrasing of an entry has in the entry's score, beside the regression."""

ENOUGH_TO_CHOOSE = 1_500
"""Phrasings on which the shape is chosen: the 27 solves take 9 s on so many, and a minute on twice as many."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The kernel (1 - lexical) · exp(sharpness · (cosine - 1)) + lexical · TF-IDF, and the ridge under it."""

    sharpness: float = 2.0
    lexical: float = 0.1
    ridge: float = 0.15

    def kernel(self, cosines: Floats | None, lexical: Floats) -> Floats:
        """Return the similarity of whatever the two arrays compare; without an encoder the words alone speak."""
        if cosines is None:
            return lexical
        similar: Floats = cosines - 1
        similar *= self.sharpness  # in place from here on: of 3,000 phrasings each copy takes 36 MB
        np.exp(similar, out=similar)
        similar *= 1 - self.lexical
        similar += self.lexical * lexical
        return similar


SHAPES = tuple(Shape(*values) for values in product((1.0, 2.0, 3.0), (0.0, 0.1, 0.25), (0.05, 0.15, 0.4)))
LEXICAL_SHAPES = tuple(Shape(lexical=1.0, ridge=ridge) for ridge in (0.05, 0.15, 0.4, 1.0))


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights of a solved regression, float32[n, entries], and each phrasing's scores as if it had not been there."""

    shape: Shape
    weights: Floats
    left_out: Floats


def fit(shape: Shape, kernel: Floats, labels: Ints) -> Fit:
    """Solve for one shape; `labels` holds the entry of each row, ascending from 0."""
    targets = np.eye(labels.max() + 1, dtype=np.float32)[labels]
    others = kernel.copy()
    others[np.diag_indices_from(others)] += np.float32(shape.ridge)
    inverse: Floats = np.linalg.inv(others).astype(np.float32, copy=False)
    weights: Floats = inverse @ targets
    regression: Floats = targets - weights / np.diag(inverse)[:, None]
    np.fill_diagonal(others, 0)
    return Fit(shape, weights, regression + NEARNESS * nearest(others, labels))


def nearest(kernel: Floats, labels: Ints) -> Floats:
    """Return float32[m, entries]: how similar each of m texts is to the nearest phrasing of each entry."""
    starts = np.flatnonzero(np.diff(labels, prepend=-1))
    return np.maximum.reduceat(kernel, starts, axis=-1)


def scores(kernel: Floats, weights: Floats, labels: Ints) -> Floats:
    """Return float32[m, entries] for m texts: regression and nearness; about 1.5 where a phrasing is repeated."""
    return kernel @ weights + NEARNESS * nearest(kernel, labels)


def choose(cosines: Floats | None, lexical: Floats, labels: Ints, *, progress: Callable[[int, int], None]) -> Fit:
    """Return the fit of the shape under which the fewest phrasings are mistaken when left out."""
    some = np.arange(0, len(labels), -(-len(labels) // ENOUGH_TO_CHOOSE))
    few_labels: Ints = np.unique(labels[some], return_inverse=True)[1]
    few = np.ix_(some, some)
    shapes = LEXICAL_SHAPES if cosines is None else SHAPES
    losses = []
    for number, shape in enumerate(shapes, 1):
        kernel = shape.kernel(None if cosines is None else cosines[few], lexical[few])
        losses.append(_loss(fit(shape, kernel, few_labels).left_out, few_labels))
        progress(number, len(shapes))
    best = shapes[int(np.argmin(losses))]
    return fit(best, best.kernel(cosines, lexical), labels)


def _loss(left_out: Floats, labels: Ints) -> float:
    """Return the mistakes among the left-out phrasings; between equals the wider margin wins."""
    rows = np.arange(len(labels))
    own = left_out[rows, labels]
    rivals = left_out.copy()
    rivals[rows, labels] = -np.inf
    margins = own - rivals.max(axis=1)
    return float((margins <= 0).sum() - np.clip(margins, -1, 1).mean())

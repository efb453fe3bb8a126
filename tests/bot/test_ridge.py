import numpy as np
import pytest

from bot.embedded import ridge
from bot.embedded.calibration import LEAST_SURE, PRECISION, Calibration, calibrate
from bot.embedded.ridge import Shape


@pytest.fixture
def clusters():
    """Six entries of five texts each: unit vectors around six centres."""
    random = np.random.default_rng(7)
    labels = np.repeat(np.arange(6), 5)
    centres = random.normal(size=(6, 16))
    vectors = centres[labels] + 0.4 * random.normal(size=(30, 16))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return vectors @ vectors.T, labels


def test_left_out_scores_are_those_of_a_training_without_the_row(clusters):
    cosines, labels = clusters
    shape = Shape(2.0, 0.0, 0.15)
    kernel = shape.kernel(cosines, np.zeros_like(cosines))
    others = np.arange(1, len(labels))

    without = ridge.fit(shape, kernel[np.ix_(others, others)], labels[others])
    expected = ridge.scores(kernel[0, others], without.weights, labels[others])

    assert ridge.fit(shape, kernel, labels).left_out[0] == pytest.approx(expected, abs=1e-3)


def test_the_chosen_shape_separates_what_is_separate(clusters):
    cosines, labels = clusters
    steps = []

    chosen = ridge.choose(cosines, np.eye(30, dtype=np.float32), labels, progress=lambda *step: steps.append(step))

    assert (chosen.left_out.argmax(axis=1) == labels).mean() > 0.9
    assert steps[-1] == (27, 27)


def test_thresholds_keep_the_promised_precision(clusters):
    cosines, labels = clusters
    left_out = ridge.fit(Shape(), Shape().kernel(cosines, np.eye(30, dtype=np.float32)), labels).left_out

    found = calibrate(left_out, labels)
    sure = found.chances(left_out).max(axis=1) >= found.sure

    assert (left_out.argmax(axis=1) == labels)[sure].mean() >= PRECISION
    assert found.plausible < LEAST_SURE <= found.sure


def test_one_phrasing_an_entry_falls_back_to_shipped_thresholds():
    assert calibrate(np.eye(5, dtype=np.float32), np.arange(5)) == Calibration()


def test_chances_are_shared_among_the_entries():
    chances = Calibration().chances(np.array([[0.9, 0.8, 0.1], [0.2, 0.2, 0.2]], np.float32))

    assert chances.sum(axis=1) == pytest.approx([1, 1])
    assert chances[0].argmax() == 0
    assert chances[1] == pytest.approx([1 / 3] * 3)

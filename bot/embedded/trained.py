"""The trained state: made once from a corpus, kept on disk, and then only read."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.embedded import ridge
from bot.embedded.arrays import Floats
from bot.embedded.calibration import PRECISION, STRICTER, Calibration, calibrate
from bot.embedded.corpus import Corpus
from bot.embedded.encoder import Encoder, encode_with_cache
from bot.embedded.files import replace_file
from bot.embedded.lexical import LexicalIndex
from bot.embedded.pinyin import spell
from bot.embedded.ridge import Shape
from bot.knowledge.entries import LANGUAGES, TextLanguage

SHRINKAGE = 20
"""Phrasings that the mean over both languages weighs in the mean of one."""

Progress = Callable[[str, int, int], None]
"""Hears what is done, how many steps of how many."""


@dataclass(frozen=True, slots=True)
class Trained:
    """`vectors` float32[n, d] are centred by language; both they and `means` [2, d] are empty without an encoder.

    `spelled` is each row's pinyin, kept because the tables that spell take 57 MB and are not needed to serve.
    """

    encoder: str
    vectors: Floats
    means: Floats
    weights: Floats
    shape: Shape
    calibration: Calibration
    spelled: tuple[str, ...]

    def centre(self, vector: Floats, language: TextLanguage) -> Floats:
        """Return a question's vector without what all texts of its language share, of length 1."""
        return _unit(vector - self.means[LANGUAGES.index(language)])


def train(corpus: Corpus, encoder: Encoder | None, *, cache: Path, progress: Progress) -> Trained:
    """Return the state for a corpus: vectors, the shape with the fewest left-out mistakes, weights and thresholds."""
    lexical = LexicalIndex(corpus.texts).similarities_within()
    vectors, means = _centred(corpus, encoder, cache=cache, progress=progress)
    cosines = vectors @ vectors.T if encoder else None
    fitted = ridge.choose(cosines, lexical, corpus.labels, progress=lambda done, of: progress("choosing", done, of))
    calibration = calibrate(fitted.left_out, corpus.labels, PRECISION if encoder else STRICTER)
    return Trained(
        encoder.name if encoder else "", vectors, means, fitted.weights, fitted.shape, calibration, _spell(corpus)
    )


def _spell(corpus: Corpus) -> tuple[str, ...]:
    return spell([row.text if row.language == "zh" else "" for row in corpus.rows])


def _centred(corpus: Corpus, encoder: Encoder | None, *, cache: Path, progress: Progress) -> tuple[Floats, Floats]:
    if encoder is None:
        return np.zeros((0, 0), np.float32), np.zeros((0, 0), np.float32)
    vectors = encode_with_cache(
        encoder, corpus.texts, folder=cache / "vectors", progress=lambda done, of: progress("encoding", done, of)
    )
    spoken = np.array([LANGUAGES.index(row.language) for row in corpus.rows])
    means = np.stack([_shrunk_mean(vectors, spoken == number) for number in range(len(LANGUAGES))])
    return _unit(vectors - means[spoken]), means


def _shrunk_mean(vectors: Floats, chosen: "np.ndarray[Any, np.dtype[np.bool_]]") -> Floats:
    mean: Floats = (vectors[chosen].sum(axis=0) + SHRINKAGE * vectors.mean(axis=0)) / (chosen.sum() + SHRINKAGE)
    return mean


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: Floats = (vectors / np.maximum(lengths, 1e-6)).astype(np.float32)
    return unit


def save(trained: Trained, folder: Path) -> None:
    """Keep a state; state.json is written last, so a folder that has it is whole."""
    arrays = {"vectors": trained.vectors, "means": trained.means, "weights": trained.weights}
    replace_file(folder / "arrays.npz", lambda stream: np.savez(stream, allow_pickle=False, **arrays))
    described = {
        "encoder": trained.encoder,
        "shape": asdict(trained.shape),
        "calibration": asdict(trained.calibration),
        "spelled": trained.spelled,
    }
    replace_file(folder / "state.json", lambda stream: stream.write(json.dumps(described, indent=1).encode()))


def load(folder: Path) -> Trained | None:
    """Return the state kept in a folder; None where there is none or it is damaged, since it can be made again."""
    try:
        described = json.loads((folder / "state.json").read_bytes())
        with np.load(folder / "arrays.npz", allow_pickle=False) as kept:
            vectors, means, weights = (kept[name] for name in ("vectors", "means", "weights"))
        shape, calibration = Shape(**described["shape"]), Calibration(**described["calibration"])
        spelled = tuple(described["spelled"])
        return Trained(described["encoder"], vectors, means, weights, shape, calibration, spelled)
    except (OSError, ValueError, KeyError, TypeError, EOFError):
        return None

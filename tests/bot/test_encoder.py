from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bot.embedded.arrays import Floats
from bot.embedded.encoder import encode_with_cache, load_nano_e5


@dataclass
class CountingEncoder:
    """Gives each text a vector of its own and remembers what it was asked."""

    name: str = "counting"
    asked: list[str] = field(default_factory=list)

    def encode(self, texts: Sequence[str]) -> Floats:
        self.asked += texts
        return np.array([[len(text), ord(text[0])] for text in texts], np.float32)


def quiet(_done: int, _of: int) -> None:
    """Say nothing of progress."""


def test_the_shipped_encoder_brings_both_languages_together():
    encoder = load_nano_e5()
    assert encoder is not None

    renew, xujie, weather = encoder.encode(["how do I renew a book", "怎么续借图书", "明天天气怎么样"])

    assert renew @ xujie > renew @ weather


def test_known_texts_are_not_encoded_again(tmp_path: Path):
    encoder = CountingEncoder()
    encode_with_cache(encoder, ["one", "three"], folder=tmp_path, progress=quiet)

    vectors = encode_with_cache(encoder, ["three", "four", "one"], folder=tmp_path, progress=quiet)

    assert encoder.asked == ["one", "three", "four"]
    assert vectors[:, 0].tolist() == [5, 4, 3]


def test_another_encoder_shares_no_vectors(tmp_path: Path):
    encode_with_cache(CountingEncoder(), ["one"], folder=tmp_path, progress=quiet)
    other = CountingEncoder("other")

    encode_with_cache(other, ["one"], folder=tmp_path, progress=quiet)

    assert other.asked == ["one"]


def test_a_damaged_cache_is_made_again(tmp_path: Path):
    encoder = CountingEncoder()
    encode_with_cache(encoder, ["one"], folder=tmp_path, progress=quiet)
    next(tmp_path.iterdir()).write_bytes(b"PK no archive")

    encode_with_cache(encoder, ["one"], folder=tmp_path, progress=quiet)

    assert encoder.asked == ["one", "one"]


def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")

    vectors = encode_with_cache(CountingEncoder(), ["one"], folder=tmp_path / "file", progress=quiet)

    assert vectors.shape == (1, 2)

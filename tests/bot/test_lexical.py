import numpy as np
import pytest

from bot.embedded.lexical import LexicalIndex

TEXTS = ["怎么续借图书", "where is the printer", "图书馆几点开门"]


def test_a_text_is_wholly_similar_to_itself_and_alike_ones_come_first():
    index = LexicalIndex(TEXTS)

    assert index.similarities("怎么续借图书")[0] == pytest.approx(1.0)
    assert np.argmax(index.similarities("图书怎样续借呀")) == 0
    assert np.argmax(index.similarities("printers")) == 1


@pytest.mark.parametrize("text", ["", "😀", "xyzzy qwv", "١٢٣"])
def test_a_text_with_nothing_in_common_is_similar_to_nothing(text: str):
    assert not LexicalIndex(TEXTS).similarities(text).any()

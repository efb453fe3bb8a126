"""By which words a list shows a conversation."""

import pytest

from routing.previews import preview_after, preview_of


@pytest.mark.parametrize("wish", ["转人工", "I want to talk to a person"])
def test_who_only_asks_for_a_person_is_known_by_the_question_before(wish: str) -> None:
    assert preview_after("我的书显示没还", wish) == "我的书显示没还"


def test_a_wish_for_a_person_is_shown_where_nothing_was_said_before() -> None:
    assert preview_after("", "转人工") == "转人工"


def test_a_later_question_takes_the_place_of_the_earlier_one() -> None:
    assert preview_after("转人工", "我的书显示没还") == "我的书显示没还"


def test_a_message_without_words_leaves_the_preview() -> None:
    assert preview_after("我的书显示没还", "  ") == "我的书显示没还"


def test_markup_is_shown_as_it_reads() -> None:
    text = "**您好**，见 [续借](https://library.example/renew)\n\n- 一\n- 二"
    html = "<p><strong>您好</strong>，见 <a href='https://library.example/renew'>续借</a></p><ul><li>一</li><li>&lt;二&gt;</li></ul>"

    assert preview_of(text, html) == "您好，见 续借 一 <二>"


def test_a_long_text_is_cut_and_stands_on_one_line() -> None:
    shown = preview_of("one\ntwo  three " * 100)

    assert shown.startswith("one two three one")
    assert len(shown) == 140

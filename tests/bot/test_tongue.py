import pytest

from bot.embedded.tongue import Tongues


@pytest.mark.parametrize(
    ("text", "announced", "tongue"),
    [
        ("怎么续借", "en", "zh-CN"),
        ("圖書館怎麼續借", "en", "zh-Hant"),
        ("how do I renew", "zh-CN", "en"),
        ("CNKI VPN CARSI 怎么用", None, "zh-CN"),
        ("do you have 《红楼梦》 in the library", "zh-CN", "en"),
        ("can I borrow 红楼梦 for a month please", None, "en"),
        ("《红楼梦》", "en", "zh-CN"),
        ("人口", "zh-TW", "zh-Hant"),
        ("人口", "zh-CN", "zh-CN"),
        ("😀", "en-GB", "en"),
        ("😀", None, "zh-CN"),
        ("???", "zh-HK", "zh-Hant"),
        ("JSTOR", "zh-CN", "zh-CN"),
        ("JSTOR", None, "en"),
        ("JSTOR login", "zh-CN", "en"),
    ],
)
def test_the_language_of_the_text_wins_over_the_announced_one(text: str, announced: str | None, tongue: str):
    assert Tongues().of(text, announced) == tongue


def test_an_answer_is_written_in_the_characters_of_the_question():
    assert Tongues().written("图书馆续借", "zh-Hant") == "圖書館續借"
    assert Tongues().written("图书馆续借", "zh-CN") == "图书馆续借"

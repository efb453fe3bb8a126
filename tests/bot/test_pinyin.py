import pytest

from bot.embedded.pinyin import syllables


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zenme xujie", "zen me xu jie"),
        ("Tushuguan jidian guanmen?", "tu shu guan ji dian guan men"),
        ("wifi zenme lian", "wifi zen me lian"),
        ("zuowei yuyue", "zuo wei yu yue"),
    ],
)
def test_pinyin_is_split_into_syllables(text: str, expected: str):
    assert " ".join(syllables(text)) == expected


@pytest.mark.parametrize("text", ["how do I renew a book", "where is the library", "wifi", "", "借书"])
def test_what_is_no_pinyin_has_no_syllables(text: str):
    assert syllables(text) == []

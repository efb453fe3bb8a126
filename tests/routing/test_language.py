import pytest

from routing.language import detect, is_chinese, supported


@pytest.mark.parametrize(
    ("text", "announced", "spoken"),
    [
        ("怎么续借", "en", "zh-CN"),
        ("圖書館幾點開門", "zh-CN", "zh-Hant"),
        ("轉人工", "zh-CN", "zh-Hant"),
        ("Kindle 怎么借", "en", "zh-CN"),
        ("how do I renew", "zh-CN", "en"),
        ("12345", "zh-TW", "zh-Hant"),
        ("👍", None, "zh-CN"),
        ("👍", "fr", "en"),
        ("図書館はどこですか", "en", "en"),
        ("", "en-GB", "en"),
        ("VPN", "zh-CN", "zh-CN"),
        ("EndNote SCI?", "zh-HK", "zh-Hant"),
        ("VPN", "en", "en"),
        ("VPN", None, "en"),
        ("Hello", "zh-CN", "en"),
    ],
)
def test_the_text_wins_over_the_language_announced(text: str, announced: str | None, spoken: str) -> None:
    assert detect(text, announced) == spoken


@pytest.mark.parametrize(
    ("tag", "nearest"),
    [
        ("zh", "zh-CN"),
        ("zh-Hans-CN", "zh-CN"),
        ("ZH-HK", "zh-Hant"),
        ("zh-MO", "zh-Hant"),
        ("de", "en"),
        (None, "zh-CN"),
    ],
)
def test_every_tag_has_a_nearest_language_of_ours(tag: str | None, nearest: str) -> None:
    assert supported(tag) == nearest


def test_both_scripts_are_served_from_the_chinese_texts() -> None:
    assert [is_chinese(each) for each in ("zh-CN", "zh-Hant", "en")] == [True, True, False]

"""Long texts are cut where a reader would pause, and nothing but white space is lost."""

from hypothesis import given
from hypothesis import strategies as st

from channels.telegram.splitting import split, units


def parts(text: str, limit: int) -> list[str]:
    return [text[start:end] for start, end in split(text, limit)]


def test_a_short_text_is_one_part():
    assert parts("  怎么续借？\n", 4096) == ["怎么续借？"]


def test_a_text_is_cut_at_a_paragraph_before_a_line_and_at_a_line_before_a_sentence():
    assert parts("aaaa. aaaa\n\nbb. b\nb", 16) == ["aaaa. aaaa", "bb. b\nb"]
    assert parts("aaaa. aaaa\nbb. bb b", 16) == ["aaaa. aaaa", "bb. bb b"]


def test_a_chinese_text_is_cut_after_its_sentence():
    assert parts("可以续借一次。到期前三天可办理。逾期不可", 18) == ["可以续借一次。到期前三天可办理。", "逾期不可"]


def test_an_emoji_counts_two_and_is_never_cut():
    assert parts("😀" * 5, 5) == ["😀😀", "😀😀", "😀"]


def test_a_family_and_a_skin_stay_with_their_emoji():
    assert parts("好好好好👍🏽", 7) == ["好好好好", "👍🏽"]
    assert parts("好好好好好👩‍👧", 9) == ["好好好好好", "👩‍👧"]


def test_a_number_is_not_cut_at_its_point():
    assert parts("fee is 12.50 yuan", 11) == ["fee is", "12.50 yuan"]


@given(st.text(st.sampled_from("书库。.! \n😀👩\u200d🏽e\u0301"), max_size=400), st.integers(8, 60))
def test_every_part_fits_and_together_they_say_all(text, limit):
    found = parts(text, limit)

    assert all(0 < units(part) <= limit for part in found)
    assert "".join("".join(found).split()) == "".join(text.split())


@given(st.text(max_size=60))
def test_length_is_counted_as_telegram_does(text):
    assert units(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2

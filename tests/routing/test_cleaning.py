"""What is changed before a text is stored: no more than must be, and no secret is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.cleaning import MASK, clean


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("a\x00b", "a\ufffdb"),
        ("half an emoji \ud83d", "half an emoji \ufffd"),
        ("my card is 4111 1111 1111 1111, help", f"my card is {MASK}, help"),
        ("4111-1111-1111-1111", MASK),
        ("5500005555555559", MASK),
        ("我的密码是abc123，登不上", f"我的密码是{MASK}，登不上"),
        ("密碼：p4ssword", f"密碼：{MASK}"),
        ("PIN: 1234", f"PIN: {MASK}"),
        ("my password is hunter22 ok", f"my password is {MASK} ok"),
        ("password=abc-1234", f"password={MASK}"),
        ("Password is: hunter22", f"Password is: {MASK}"),
        ("密码是：abc123", f"密码是：{MASK}"),
    ],
)
def test_what_no_database_takes_and_what_nobody_should_read_is_replaced(typed: str, stored: str) -> None:
    assert clean(typed) == stored


@pytest.mark.parametrize(
    "text",
    [
        "978-7-302-51260-2",
        "ISBN 9787302512602",
        "4111 1111 1111 1112",
        "1234567890123456789012",
        "my number is 20231234567",
        "忘记密码怎么办",
        "密码是什么",
        "password: letters",
        "PIN: 12",
        "shopping: 12345",
        "my password isn't 12345",
        "😀 café 图书馆\n\t",
    ],
)
def test_books_words_and_other_numbers_stay_as_they_were_typed(text: str) -> None:
    assert clean(text) == text


@given(st.text(st.characters(codec=None, categories=None), max_size=200))
def test_whatever_is_typed_can_be_stored(text: str) -> None:
    cleaned = clean(text)

    assert "\x00" not in cleaned
    assert cleaned.encode().decode() == cleaned


@given(
    st.lists(
        st.sampled_from(
            ["密码", "PIN", "password", ":", "是", " is ", " ", "-", "4111111111111111", "a1b2", MASK, "9"]
        ),
        max_size=12,
    ),
)
def test_what_is_clean_is_not_changed_again(words: list[str]) -> None:
    once = clean("".join(words))

    assert clean(once) == once

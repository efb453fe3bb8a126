"""Bytes to text: what labels mean in real mail, and what happens to bytes that fit none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.mail.charsets import codec_of, decode


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("gb2312", "gb18030"),
        ("gbk", "gb18030"),
        ("big5", "big5hkscs"),
        ("iso-8859-1", "cp1252"),
        ("windows-1251", "cp1251"),
        ("ks_c_5601-1987", "cp949"),
        ("zlib", None),
        ("idna", None),
        ("unicode_escape", None),
    ],
)
def test_labels_mean_what_browsers_take_them_for(label, codec):
    assert codec_of(label) == codec


def test_windows_quotes_in_latin_1_are_read():
    assert decode(b"\x93caf\xe9\x94", "iso-8859-1") == "“café”"


def test_one_bad_byte_does_not_turn_a_text_into_another_charset():
    text = "图书馆开放时间" * 10

    assert decode(text.encode() + b"\xff", "utf-8") == text + "\ufffd"


@given(st.binary(), st.text(max_size=20))
def test_any_bytes_under_any_label_are_text_that_can_be_stored(data, label):
    text = decode(data, label)

    assert "\x00" not in text
    text.encode("utf-8")


@given(st.text(alphabet=st.characters(blacklist_characters="\x00\ufeff", blacklist_categories=["Cs"])))
def test_what_was_written_as_utf_8_is_read_as_it_was(text):
    assert decode(text.encode(), "utf-8") == text

"""Signed words: only what we made for this use and this reader passes, and letter case is not part of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.mail.tokens import Tokens, read_token

TOKENS = Tokens(b"0123456789abcdef0123456789abcdef")
OTHERS = Tokens(b"another installation's own secret")
READER = "li@reader.example"


def test_a_plus_address_stands_for_one_conversation_and_one_reader():
    token = TOKENS.reply(9001, READER)

    assert read_token(token).row == 9001
    assert (TOKENS.is_reply_of(token, READER), TOKENS.is_reply_of(token, "wang@reader.example")) == (True, False)


def test_a_server_that_changes_the_case_of_letters_breaks_nothing():
    assert TOKENS.is_reply_of(TOKENS.reply(9001, READER).upper(), "LI@reader.example")


def test_a_plus_address_fits_into_a_local_part():
    assert len(f"ask+{TOKENS.reply(2**63 - 1, READER)}") <= 64


@pytest.mark.parametrize(
    "spoil", [lambda t: "", lambda t: t[:-1], lambda t: t + "a", lambda t: t[:-2] + "zz", str.swapcase]
)
def test_a_truncated_empty_or_altered_token_is_not_ours(spoil):
    token = spoil(TOKENS.bounce(7001))

    assert TOKENS.bounced_message(token) == (7001 if token.lower() == TOKENS.bounce(7001) else None)


def test_another_installations_token_is_not_ours():
    assert not TOKENS.is_reply_of(OTHERS.reply(9001, READER), READER)
    assert TOKENS.own_message(OTHERS.message_id(7001, "library.example")) is None


def test_a_token_of_one_kind_never_passes_for_another():
    bounce, message = TOKENS.bounce(7001), TOKENS.message_id(7001, "library.example")

    assert TOKENS.own_message(f"<ric.{bounce}@library.example>") is None
    assert TOKENS.bounced_message(message.removeprefix("<ric.").partition("@")[0]) is None


def test_a_message_id_names_its_message_whatever_stands_behind_the_at():
    assert TOKENS.own_message(TOKENS.message_id(7001, "library.example").replace("library", "gateway")) == 7001


@given(st.text(max_size=60))
def test_no_text_that_anybody_types_is_a_token(text):
    assert TOKENS.bounced_message(text) is None
    assert TOKENS.own_message(text) is None
    assert not TOKENS.is_reply_of(text, READER)

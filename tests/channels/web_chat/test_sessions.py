"""Session tokens: genuine as they were written and not otherwise, and valid for 30 days from each use."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.web_chat.sessions import RENEWED_AFTER, VALID, Sessions

NOW = datetime(2025, 11, 24, 4, tzinfo=UTC)
SESSIONS = Sessions(b"s" * 32)


def test_a_session_is_long_random_and_known_again() -> None:
    one, other = SESSIONS.begin(NOW), SESSIONS.begin(NOW)

    assert one.address != other.address
    assert len(bytes.fromhex(one.address)) * 8 >= 128
    again = SESSIONS.resume(one.token, NOW)
    assert again
    assert (again.address, again.token) == (one.address, one.token)


@pytest.mark.parametrize("letter", "AQgwBRhxCSiyDTjzEUk0FVl1GWm2HXn3IYo4JZp5Kaq6Lbr7Mcs8Ndt9Oeu-Pfv_+/=")
def test_no_other_last_letter_means_the_same_session(letter: str) -> None:
    token = SESSIONS.begin(NOW).token

    found = SESSIONS.resume(token[:-1] + letter, NOW)

    assert (found is not None) == (letter == token[-1])


@given(st.text(max_size=100), st.integers(0, 80))
def test_whatever_else_is_sent_is_no_session(words: str, place: int) -> None:
    token = SESSIONS.begin(NOW).token
    changed = token[:place] + words + token[place:]

    assert SESSIONS.resume(words, NOW) is None
    assert (SESSIONS.resume(changed, NOW) is not None) == (changed == token)


def test_another_secret_knows_none_of_ours() -> None:
    assert Sessions(b"t" * 32).resume(SESSIONS.begin(NOW).token, NOW) is None


def test_it_is_valid_for_30_days_from_its_last_use_and_no_longer() -> None:
    token, now = SESSIONS.begin(NOW).token, NOW
    for days in (29, 29.99, 30, 0.5, 30):
        now += timedelta(days=days)
        resumed = SESSIONS.resume(token, now)
        assert resumed
        token = resumed.token

    assert SESSIONS.resume(token, now + VALID + RENEWED_AFTER + timedelta(seconds=1)) is None


def test_a_use_that_renews_nothing_counts_as_a_use_too() -> None:
    used = NOW + RENEWED_AFTER
    token = SESSIONS.begin(NOW).token
    resumed = SESSIONS.resume(token, used)
    assert resumed
    assert resumed.token == token

    assert SESSIONS.resume(resumed.token, used + VALID) is not None

from datetime import UTC, datetime, timedelta

import pytest

from routing.continuation import is_on_duty, may_go_on, owner_when_reopened
from routing.conversations import Owner
from routing.messages import Channel

NOW = datetime(2025, 11, 24, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("channel", "closed_for", "goes_on"),
    [
        (Channel.WEB, timedelta(hours=24), True),
        (Channel.WEB, timedelta(hours=24, seconds=1), False),
        (Channel.TELEGRAM, timedelta(hours=25), False),
        (Channel.MAIL, timedelta(days=14), True),
        (Channel.MAIL, timedelta(days=14, seconds=1), False),
    ],
)
def test_a_closed_talk_may_go_on_for_a_day_and_by_mail_for_a_fortnight(
    channel: Channel,
    closed_for: timedelta,
    goes_on: bool,  # noqa: FBT001 (a parameter of the table above)
) -> None:
    assert may_go_on(channel, NOW - closed_for, NOW) is goes_on


def test_an_open_talk_always_goes_on() -> None:
    assert may_go_on(Channel.WEB, None, NOW)


def test_its_librarian_takes_it_again_while_on_duty_else_the_bot_does() -> None:
    seen = [NOW, NOW - timedelta(seconds=90), NOW - timedelta(seconds=91), None]

    owners = [owner_when_reopened(each, NOW) for each in seen]

    assert owners == [Owner.LIBRARIAN, Owner.LIBRARIAN, Owner.BOT, Owner.BOT]
    assert [is_on_duty(each, NOW) for each in seen] == [True, True, False, False]

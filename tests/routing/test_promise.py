"""The sentence promised to a reader who waits must be one that the library's calendar keeps."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from routing.hours import HoursException, OpeningHours
from routing.promise import WaitPromise

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORKDAYS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("08:30-12:00", "13:30-17:30"))
PROMISE = WaitPromise(OpeningHours(WORKDAYS), reply_minutes=10)


def on(day: int, hour: int, minute: int = 0) -> datetime:
    """November 2025; the 21st is a Friday."""
    return datetime(2025, 11, day, hour, minute, tzinfo=SHANGHAI)


def told(at: datetime, position: int = 1, promise: WaitPromise = PROMISE) -> list[str]:
    return [promise.sentence(at, position, language=language) for language in ("en", "zh-CN", "zh-Hant")]


def test_an_open_desk_promises_minutes():
    assert told(on(21, 9)) == [
        "A librarian usually answers within 10 minutes.",
        "馆员通常在10分钟内回复。",
        "館員通常在10分鐘內回覆。",
    ]


def test_who_stands_further_back_is_promised_more_minutes():
    assert told(on(21, 9), 3)[0] == "A librarian usually answers within 30 minutes."


def test_a_long_wait_is_told_in_hours():
    assert told(on(21, 8, 30), 13)[:2] == ["A librarian usually answers within 3 hours.", "馆员通常在3小时内回复。"]


def test_one_minute_is_told_in_the_singular():
    promise = WaitPromise(OpeningHours(WORKDAYS), reply_minutes=1)

    assert told(on(21, 9), 1, promise)[0] == "A librarian usually answers within 1 minute."


def test_over_the_weekend_the_day_and_its_name_are_told():
    assert told(on(21, 18)) == [
        "Librarians are back on Monday 24 November at 08:30.",
        "馆员将于11月24日（周一）8:30上班后回复。",
        "館員將於11月24日（週一）8:30上班後回覆。",
    ]


def test_before_opening_it_is_today():
    assert told(on(21, 7))[:2] == ["Librarians are back today at 08:30.", "馆员将于今天8:30上班后回复。"]


def test_in_the_lunch_break_it_is_today_after_it():
    assert told(on(21, 12, 5))[:2] == ["Librarians are back today at 13:30.", "馆员将于今天13:30上班后回复。"]


def test_on_the_evening_before_it_is_tomorrow():
    assert told(on(23, 23))[:2] == ["Librarians are back tomorrow at 08:30.", "馆员将于明天8:30上班后回复。"]


def test_a_minute_past_midnight_it_is_today_by_the_librarys_clock():
    in_utc = on(24, 0, 1).astimezone(ZoneInfo("UTC"))

    assert told(in_utc)[0] == "Librarians are back today at 08:30."


def test_shortly_before_closing_no_answer_is_promised_that_closing_would_break():
    assert told(on(20, 17, 25)) == [
        "The desk closes at 17:30; a librarian answers before then, or tomorrow at 08:30.",
        "咨询台将于17:30下班；此前来不及回复的，馆员将于明天8:30上班后回复。",
        "諮詢台將於17:30下班；此前來不及回覆的，館員將於明天8:30上班後回覆。",
    ]


def test_a_holiday_moves_the_promise():
    holiday = HoursException(date(2025, 11, 24), date(2025, 11, 25))
    promise = WaitPromise(OpeningHours(WORKDAYS, [holiday]), reply_minutes=10)

    assert told(on(21, 18), 1, promise)[0] == "Librarians are back on Wednesday 26 November at 08:30."


@pytest.mark.parametrize("hours", [None, OpeningHours({})])
def test_without_an_opening_in_sight_nothing_is_promised_but_effort(hours):
    promise = WaitPromise(hours, reply_minutes=10)

    assert told(on(21, 9), 1, promise) == [
        "A librarian will answer as soon as possible.",
        "馆员会尽快回复。",
        "館員會盡快回覆。",
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", "馆员"), ("zh-TW", "館員"), ("zh-Hant-HK", "館員"), ("en-GB", "A librarian"), ("fr", "A librarian")],
)
def test_the_nearest_of_our_languages_is_spoken(language, words):
    assert PROMISE.sentence(on(21, 9), 1, language=language).startswith(words)


def test_the_minutes_of_waiting_run_through_the_closed_hours():
    waits = [
        PROMISE.wait_minutes(*asked) for asked in [(on(21, 9), 1), (on(21, 9), 3), (on(21, 11, 55), 1), (on(23, 8), 1)]
    ]

    assert waits == [10, 30, 5 + 90 + 5, 24 * 60 + 30 + 10]


def test_the_wait_is_counted_in_real_minutes_on_the_night_of_the_jump():
    berlin = ZoneInfo("Europe/Berlin")
    promise = WaitPromise(OpeningHours({"sun": ["03:00-09:00"]}, time_zone="Europe/Berlin"), reply_minutes=10)

    assert promise.wait_minutes(datetime(2025, 3, 30, 1, tzinfo=berlin), 1) == 60 + 10


def test_without_an_opening_in_sight_no_minutes_are_told():
    assert WaitPromise(OpeningHours({}), reply_minutes=10).wait_minutes(on(21, 9), 1) is None

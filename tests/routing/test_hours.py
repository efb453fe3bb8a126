"""Opening hours: the week, exceptions, midnight, and the two nights a year on which the clock jumps."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.hours import WEEKDAYS, HoursException, Interval, OpeningHours, parse_interval

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
EVERY_DAY = dict.fromkeys(WEEKDAYS, ("08:00-12:00", "13:00-22:30"))


def berlin(*numbers: int, fold: int = 0) -> datetime:
    return datetime(*numbers, tzinfo=BERLIN, fold=fold)


def utc(at: datetime) -> datetime:
    """In the hour that comes twice, two zones never call a moment equal (PEP 495); in UTC they do."""
    return at.astimezone(UTC)


def test_an_interval_is_read_as_minutes_of_the_day_on_which_it_starts():
    read = [parse_interval(words) for words in ("08:00-22:30", "20:00-02:00", "00:00-24:00", " 8:00 – 9:05 ")]

    assert read == [Interval(480, 1350), Interval(1200, 1560), Interval(0, 1440), Interval(480, 545)]


@pytest.mark.parametrize("words", ["", "8-22", "08:00", "08:00-25:00", "08:60-09:00", "24:00-08:00", "09:00-24:01"])
def test_words_that_are_no_interval_are_refused_with_those_words(words):
    with pytest.raises(ValueError, match=words or "''"):
        parse_interval(words)


def test_an_interval_without_length_is_refused():
    with pytest.raises(ValueError, match="write 00:00-24:00"):
        parse_interval("00:00-00:00")


def test_a_fault_in_the_week_is_named_with_its_day():
    with pytest.raises(ValueError, match=r"tue: .*overlap"):
        OpeningHours({"tue": ["13:00-18:00", "08:00-13:30"]})


def test_an_unknown_weekday_is_refused():
    with pytest.raises(ValueError, match="'monday'"):
        OpeningHours({"monday": ["08:00-12:00"]})


def test_one_text_in_place_of_a_list_is_refused():
    with pytest.raises(ValueError, match="write a list"):
        OpeningHours({"mon": "08:00-12:00"})


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "/etc/passwd", "Europe"])
def test_an_unknown_time_zone_is_refused(name):
    with pytest.raises(ValueError, match="no time zone"):
        OpeningHours({}, time_zone=name)


def test_an_exception_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="before it begins"):
        HoursException(date(2025, 10, 8), date(2025, 10, 1))


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="without a time zone"):
        OpeningHours(EVERY_DAY).is_open(datetime(2025, 11, 24, 9))  # noqa: DTZ001 - that is the point


def test_the_library_is_open_from_the_first_minute_up_to_the_closing_one():
    hours = OpeningHours(EVERY_DAY, time_zone="Europe/Berlin")
    times = [(7, 59), (8, 0), (11, 59), (12, 0), (13, 0), (22, 29), (22, 30)]

    assert [hours.is_open(berlin(2025, 11, 24, *each)) for each in times] == [0, 1, 1, 0, 1, 1, 0]


def test_a_moment_is_judged_by_the_clock_on_the_librarys_wall():
    hours = OpeningHours({"mon": ["08:00-12:00"]}, time_zone="Asia/Shanghai")

    assert hours.is_open(datetime(2025, 11, 24, 0, 30, tzinfo=UTC))
    assert not hours.is_open(datetime(2025, 11, 24, 8, 30, tzinfo=UTC))


def test_an_interval_past_midnight_belongs_to_the_day_it_starts():
    hours = OpeningHours({"fri": ["20:00-02:00"]}, time_zone="Europe/Berlin")
    friday, saturday = date(2025, 11, 28), date(2025, 11, 29)

    assert hours.intervals_on(friday) == [(berlin(2025, 11, 28, 20), berlin(2025, 11, 29, 2))]
    assert hours.intervals_on(saturday) == []
    assert hours.is_open(berlin(2025, 11, 29, 1, 59))


def test_a_night_that_began_before_a_holiday_is_kept_to_its_end():
    closed = HoursException(date(2025, 11, 29), date(2025, 11, 29))
    hours = OpeningHours({"fri": ["20:00-02:00"], "sat": ["09:00-12:00"]}, [closed], "Europe/Berlin")

    assert hours.is_open(berlin(2025, 11, 29, 1))
    assert not hours.is_open(berlin(2025, 11, 29, 10))


def test_an_exception_wins_over_the_week_and_a_later_one_over_an_earlier():
    holiday = HoursException(date(2025, 10, 1), date(2025, 10, 8), (), {"en": "National Day", "zh-CN": "国庆节"})
    short = HoursException(date(2025, 10, 8), date(2025, 10, 8), ["10:00-12:00"])
    hours = OpeningHours(EVERY_DAY, [holiday, short])

    counts = [len(hours.intervals_on(date(2025, *day))) for day in ((9, 30), (10, 1), (10, 7), (10, 8), (10, 9))]
    assert counts == [2, 0, 0, 1, 2]
    assert hours.exception_on(date(2025, 10, 8)) is short
    assert hours.exception_on(date(2025, 10, 9)) is None


def test_an_open_library_opens_now():
    hours = OpeningHours(EVERY_DAY, time_zone="Europe/Berlin")
    now = berlin(2025, 11, 24, 9, 17)

    assert hours.next_opening(now) == now


def test_the_next_opening_is_found_past_the_longest_holiday():
    summer = HoursException(date(2025, 7, 1), date(2025, 8, 31))
    hours = OpeningHours({"wed": ["08:00-12:00"]}, [summer], "Europe/Berlin")

    assert hours.next_opening(berlin(2025, 6, 25, 12)) == berlin(2025, 9, 3, 8)


def test_a_library_that_never_opens_has_no_next_opening():
    hours = OpeningHours({})
    now = datetime(2025, 11, 24, tzinfo=UTC)

    assert (hours.next_opening(now), hours.closes_at(now), hours.open_time_after(now, 5)) == (None, None, None)


def test_it_closes_after_intervals_that_touch_not_between_them():
    hours = OpeningHours({"mon": ["08:00-12:00", "12:00-24:00"], "tue": ["00:00-03:00"]}, time_zone="Europe/Berlin")

    assert hours.closes_at(berlin(2025, 11, 24, 9)) == berlin(2025, 11, 25, 3)
    assert hours.closes_at(berlin(2025, 11, 25, 3)) is None


def test_a_library_that_is_always_open_never_closes():
    hours = OpeningHours(dict.fromkeys(WEEKDAYS, ("00:00-24:00",)), time_zone="Europe/Berlin")

    assert hours.closes_at(berlin(2025, 11, 24, 9)) is None


def test_the_last_opening_of_all_has_an_end():
    forever = HoursException(date(2025, 11, 25), date(2099, 1, 1))
    hours = OpeningHours(EVERY_DAY, [forever], "Europe/Berlin")

    assert hours.closes_at(berlin(2025, 11, 24, 14)) == berlin(2025, 11, 24, 22, 30)


def test_open_minutes_are_counted_over_the_break_and_the_night():
    hours = OpeningHours(EVERY_DAY, time_zone="Europe/Berlin")
    now = berlin(2025, 11, 24, 11, 50)

    assert hours.open_time_after(now, 10) == berlin(2025, 11, 24, 12)
    assert hours.open_time_after(now, 30) == berlin(2025, 11, 24, 13, 20)
    assert hours.open_time_after(now, 10 + 570 + 15) == berlin(2025, 11, 25, 8, 15)


def test_no_minutes_at_all_mean_the_next_opening():
    hours = OpeningHours(EVERY_DAY, time_zone="Europe/Berlin")

    assert hours.open_time_after(berlin(2025, 11, 24, 5), 0) == berlin(2025, 11, 24, 8)


def test_the_night_that_loses_an_hour_is_an_hour_shorter():
    hours = OpeningHours({"sat": ["20:00-06:00"]}, time_zone="Europe/Berlin")
    ((start, end),) = hours.intervals_on(date(2025, 3, 29))

    assert utc(end) - utc(start) == timedelta(hours=9)
    assert hours.open_time_after(start, 9 * 60) == end


def test_a_closing_time_that_the_clock_skips_is_the_moment_of_the_jump():
    hours = OpeningHours({"sat": ["20:00-02:30"]}, time_zone="Europe/Berlin")

    assert hours.closes_at(berlin(2025, 3, 29, 21)) == berlin(2025, 3, 30, 3)


def test_an_interval_that_the_clock_skips_whole_does_not_take_place():
    hours = OpeningHours({"sun": ["02:10-02:50", "09:00-10:00"]}, time_zone="America/New_York")

    assert hours.next_opening(datetime(2025, 3, 9, tzinfo=NEW_YORK)) == datetime(2025, 3, 9, 9, tzinfo=NEW_YORK)


def test_in_the_hour_that_comes_twice_it_opens_at_the_first_and_closes_at_the_second():
    hours = OpeningHours({"sun": ["02:15-02:45"]}, time_zone="Europe/Berlin")
    ((start, end),) = hours.intervals_on(date(2025, 10, 26))

    assert (start.fold, end.fold) == (0, 1)
    assert utc(end) - utc(start) == timedelta(minutes=90)
    assert hours.is_open(berlin(2025, 10, 26, 2, 50))
    assert not hours.is_open(berlin(2025, 10, 26, 2, 50, fold=1))


minutes = st.integers(0, 1439)


@st.composite
def some_hours(draw: st.DrawFn) -> OpeningHours:
    """Any hours: up to two intervals a day, nights, holidays, and zones that jump by an hour and by half of one."""

    def day() -> list[str]:
        cuts = sorted(draw(st.sets(minutes, min_size=4, max_size=4)))
        words = [f"{m // 60:02}:{m % 60:02}" for m in (*cuts[:3], draw(st.sampled_from([cuts[3], 0])))]
        return draw(
            st.sampled_from([[], [f"{words[0]}-{words[1]}"], [f"{words[0]}-{words[1]}", f"{words[2]}-{words[3]}"]])
        )

    week = {name: day() for name in draw(st.sets(st.sampled_from(WEEKDAYS)))}
    first = draw(st.dates(date(2025, 3, 1), date(2025, 11, 10)))
    holiday = HoursException(first, first + timedelta(days=draw(st.integers(0, 9))), day())
    zone = draw(st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe"]))
    return OpeningHours(week, [holiday], zone)


moments = st.one_of(
    st.datetimes(datetime(2025, 3, 1), datetime(2025, 11, 10), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis wants it
    st.sampled_from([datetime(2025, 3, 30, 1, tzinfo=UTC), datetime(2025, 10, 26, 1, tzinfo=UTC)]),
)


@given(some_hours(), moments)
def test_it_is_open_exactly_within_the_intervals(hours, at):
    today = at.astimezone(hours.zone).date()
    spans = [span for days in (-2, -1, 0, 1) for span in hours.intervals_on(today + timedelta(days=days))]

    within = any(utc(start) <= at < utc(end) for start, end in spans)
    assert hours.is_open(at) == within


@given(some_hours(), moments, st.integers(0, 99))
def test_the_next_opening_is_open_and_nothing_before_it_is(hours, at, percent):
    opening = hours.next_opening(at)

    if opening is None:
        assert not any(hours.intervals_on(at.date() + timedelta(days=days)) for days in range(2, 399))
    else:
        assert hours.is_open(opening)
        assert utc(opening) == at or not hours.is_open(at + (utc(opening) - at) * percent / 100)


@given(some_hours(), moments)
def test_it_is_open_up_to_the_closing_and_shut_at_it(hours, at):
    closing = hours.closes_at(at)

    assert (closing is not None) == hours.is_open(at)
    if closing is not None:
        assert not hours.is_open(closing)
        assert hours.is_open(utc(closing) - timedelta(microseconds=1))


@given(some_hours(), moments, st.integers(1, 600), st.integers(1, 600))
def test_open_minutes_add_up(hours, at, some, more):
    together = hours.open_time_after(at, some + more)

    if together is not None:  # further than 400 days ahead nothing is counted
        halfway = hours.open_time_after(at, some)
        assert utc(hours.open_time_after(halfway, more)) == utc(together)

"""When the library is open: a week of intervals, exceptions that win over it, and one time zone.

Everything is judged by the clock on the library's wall: where summer time skips an hour, a time inside the gap is the
moment of the jump; where an hour comes twice, the library opens at the first and closes at the second. All sums and
comparisons are made in UTC, because two times of one zone are compared by their wall clock alone (PEP 495).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HORIZON = 400
"""Days that any search looks ahead: more than a year, so that a yearly pattern is always seen."""

DAY = 24 * 60
_INTERVAL = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})", re.ASCII)

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Minutes after midnight of the day on which it starts; `end` is past 1440 where it runs into the next day."""

    start: int
    end: int


def parse_interval(words: str) -> Interval:
    """Read "08:00-22:30", "20:00-02:00" (ends on the next day) or "00:00-24:00"; ValueError says what is wrong."""
    match = _INTERVAL.fullmatch(words.strip())
    if match is None:
        raise ValueError(f"{words!r} is no interval: write it like 08:00-22:30")
    hour, minute, end_hour, end_minute = map(int, match.groups())
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if max(minute, end_minute) > 59 or start >= DAY or end > DAY:  # noqa: PLR2004 - the clock's own numbers
        raise ValueError(f"{words!r} holds a time that no clock shows")
    if start == end:
        raise ValueError(f"{words!r} has no length: write 00:00-24:00 for a whole day")
    return Interval(start, end if end > start else end + DAY)


def parse_day(intervals: Sequence[str]) -> tuple[Interval, ...]:
    """Read a day's intervals, in any order; ValueError where one is wrong or two overlap."""
    if isinstance(intervals, str):
        raise ValueError(f"{intervals!r} is one text: write a list of intervals")  # noqa: TRY004 - callers catch one kind
    parsed = tuple(sorted(map(parse_interval, intervals)))
    for before, after in pairwise(parsed):
        if after.start < before.end:
            raise ValueError(f"the intervals {', '.join(intervals)} overlap")
    return parsed


@dataclass(frozen=True, slots=True)
class HoursException:
    """Days, both ends included, on which other hours hold than the week's; no intervals: closed.

    `name` says why, by language ("zh-CN", "en").
    """

    first: date
    last: date
    intervals: Sequence[str] = ()
    name: Mapping[str, str] = field(default_factory=dict)
    parsed: tuple[Interval, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"an exception ends on {self.last} before it begins on {self.first}")
        object.__setattr__(self, "parsed", parse_day(self.intervals))


def _parse_week(week: Mapping[str, Sequence[str]]) -> tuple[tuple[Interval, ...], ...]:
    unknown = sorted(set(week) - set(WEEKDAYS))
    if unknown:
        raise ValueError(f"unknown weekday {', '.join(map(repr, unknown))}: write {', '.join(WEEKDAYS)}")
    days = []
    for name in WEEKDAYS:
        try:
            days.append(parse_day(week.get(name, ())))
        except ValueError as fault:
            raise ValueError(f"{name}: {fault}") from None
    return tuple(days)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone: write a name like Asia/Shanghai") from None


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be compared with opening hours")
    return at.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The library's hours. A weekday that `week` does not name is closed; of two exceptions the later one wins.

    All answers are aware moments in the library's zone; a naive question raises ValueError.
    """

    week: Mapping[str, Sequence[str]]
    exceptions: Sequence[HoursException] = ()
    time_zone: str = "Asia/Shanghai"
    zone: ZoneInfo = field(init=False, repr=False, compare=False)
    parsed: tuple[tuple[Interval, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "zone", _zone(self.time_zone))
        object.__setattr__(self, "parsed", _parse_week(self.week))

    def exception_on(self, day: date) -> HoursException | None:
        """Return the exception that rules this day, if any."""
        return next((each for each in reversed(self.exceptions) if each.first <= day <= each.last), None)

    def intervals_on(self, day: date) -> list[Span]:
        """Return what starts on this day, in order; it may end on the next."""
        return [(start.astimezone(self.zone), end.astimezone(self.zone)) for start, end in self._spans_on(day)]

    def is_open(self, at: datetime) -> bool:
        """Tell whether the library is open; at the closing minute it is not."""
        moment = _in_utc(at)
        today = moment.astimezone(self.zone).date()
        days = (today - timedelta(days=1), today)
        return any(start <= moment < end for day in days for start, end in self._spans_on(day))

    def next_opening(self, at: datetime) -> datetime | None:
        """Return the first open moment, `at` itself if open, or None where there is none in 400 days."""
        start, _ = next(self._spans_after(_in_utc(at)), (None, None))
        return start and start.astimezone(self.zone)

    def closes_at(self, at: datetime) -> datetime | None:
        """Return when the library, open at that moment, closes next; None if it is closed, or open for 400 days on."""
        moment = _in_utc(at)
        closing = moment
        for start, end in self._spans_after(moment):
            if start > closing:
                break
            closing = end
        never = closing >= moment + timedelta(days=HORIZON - 1)
        return None if never or closing == moment else closing.astimezone(self.zone)

    def open_time_after(self, at: datetime, minutes: float) -> datetime | None:
        """Return the moment when so many opening minutes have passed since `at`; 0 gives the next opening."""
        left = timedelta(minutes=minutes)
        for start, end in self._spans_after(_in_utc(at)):
            if end - start >= left:
                return (start + left).astimezone(self.zone)
            left -= end - start
        return None

    def _spans_after(self, moment: datetime) -> Iterator[Span]:
        """Yield the open spans of the next 400 days in UTC: ascending, apart from each other, none before `moment`."""
        first = moment.astimezone(self.zone).date() - timedelta(days=1)
        for days in range(HORIZON + 1):
            for start, end in self._spans_on(first + timedelta(days=days)):
                if end > moment:
                    yield max(start, moment), end
                    moment = end

    def _spans_on(self, day: date) -> Iterator[Span]:
        exception = self.exception_on(day)
        for interval in self.parsed[day.weekday()] if exception is None else exception.parsed:
            start, end = self._moment(day, interval.start, fold=0), self._moment(day, interval.end, fold=1)
            if start < end:  # not so where summer time skips the whole interval
                yield start, end

    def _moment(self, day: date, minutes: int, *, fold: int) -> datetime:
        wall = datetime.combine(day, time(), self.zone) + timedelta(minutes=minutes)
        moment = wall.replace(fold=fold).astimezone(UTC)
        while moment.astimezone(self.zone).replace(tzinfo=None) != wall.replace(tzinfo=None):
            wall += timedelta(minutes=1)  # the clock never shows this minute: the jump's end is the next that it shows
            moment = wall.replace(fold=fold).astimezone(UTC)
        return moment

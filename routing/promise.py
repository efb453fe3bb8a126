"""What may be promised to a reader who waits for a librarian: one honest sentence, by the library's calendar."""

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from routing.hours import OpeningHours

LONG_WAIT = 120
"""Minutes from which a wait is told in hours, rounded up."""

_SENTENCES = {
    "en": {
        "soon": "A librarian will answer as soon as possible.",
        "open": "A librarian usually answers within {wait}.",
        "closing": "The desk closes at {closing}; a librarian answers before then, or {opening}.",
        "closed": "Librarians are back {opening}.",
    },
    "zh-CN": {
        "soon": "馆员会尽快回复。",
        "open": "馆员通常在{wait}内回复。",
        "closing": "咨询台将于{closing}下班；此前来不及回复的，馆员将于{opening}上班后回复。",
        "closed": "馆员将于{opening}上班后回复。",
    },
    "zh-Hant": {
        "soon": "館員會盡快回覆。",
        "open": "館員通常在{wait}內回覆。",
        "closing": "諮詢台將於{closing}下班；此前來不及回覆的，館員將於{opening}上班後回覆。",
        "closed": "館員將於{opening}上班後回覆。",
    },
}
_NEAR = {"en": ("today", "tomorrow"), "zh-CN": ("今天", "明天"), "zh-Hant": ("今天", "明天")}
_WEEK = {"zh-CN": "周", "zh-Hant": "週"}
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _tongue(language: str) -> str:
    """Return which of our three tongues serves a BCP 47 tag best."""
    tag = language.lower()
    if not tag.startswith("zh"):
        return "en"
    return "zh-Hant" if any(part in tag for part in ("hant", "-tw", "-hk", "-mo")) else "zh-CN"


def _clock(at: datetime, tongue: str) -> str:
    return f"{at:%H:%M}" if tongue == "en" else f"{at.hour}:{at:%M}"


def _opening(at: datetime, today: date, tongue: str) -> str:
    """Say when the library opens, as a reader on that day would: today, tomorrow, or the date with its weekday."""
    days = (at.date() - today).days
    if days < len(_NEAR[tongue]):
        near = _NEAR[tongue][days]
        return f"{near} at {_clock(at, tongue)}" if tongue == "en" else f"{near}{_clock(at, tongue)}"
    if tongue == "en":
        return f"on {_WEEKDAYS_EN[at.weekday()]} {at.day} {_MONTHS_EN[at.month - 1]} at {_clock(at, tongue)}"
    return f"{at.month}月{at.day}日（{_WEEK[tongue]}{'一二三四五六日'[at.weekday()]}）{_clock(at, tongue)}"


def _wait(minutes: int, tongue: str) -> str:
    hours = math.ceil(minutes / 60) if minutes >= LONG_WAIT else 0
    if tongue == "en":
        count, unit = (hours, "hour") if hours else (minutes, "minute")
        return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    hour, minute = ("小时", "分钟") if tongue == "zh-CN" else ("小時", "分鐘")
    return f"{hours}{hour}" if hours else f"{minutes}{minute}"


@dataclass(frozen=True, slots=True)
class WaitPromise:
    """Promises by opening hours (None: they are not known) and the minutes that one answer usually takes."""

    hours: OpeningHours | None
    reply_minutes: int

    def wait_minutes(self, at: datetime, position: int) -> int | None:
        """Return the minutes until a librarian should have answered the reader at that place in the queue (1 is next).

        Counted through closed hours and rounded up; None where no opening is in sight.
        """
        if self.hours is None:
            return self._work(position)
        answered = self.hours.open_time_after(at, self._work(position))
        return None if answered is None else math.ceil((answered.astimezone(UTC) - at) / timedelta(minutes=1))

    def sentence(self, at: datetime, position: int, *, language: str) -> str:
        """Return what the reader at that place in the queue is told, in the language nearest to the one asked for."""
        tongue = _tongue(language)
        words = _SENTENCES[tongue]
        opening = self.hours.next_opening(at) if self.hours else None
        if self.hours is None or opening is None:
            return words["soon"]
        if self.hours.is_open(at):
            return self._while_open(self.hours, at, work=self._work(position), tongue=tongue)
        today = at.astimezone(self.hours.zone).date()
        return words["closed"].format(opening=_opening(opening, today, tongue))

    def _while_open(self, hours: OpeningHours, at: datetime, *, work: int, tongue: str) -> str:
        words = _SENTENCES[tongue]
        closing = hours.closes_at(at)
        if closing is None or at.astimezone(UTC) + timedelta(minutes=work) <= closing:
            return words["open"].format(wait=_wait(work, tongue))
        opening = hours.next_opening(closing)
        if opening is None:
            return words["soon"]
        today = at.astimezone(hours.zone).date()
        return words["closing"].format(closing=_clock(closing, tongue), opening=_opening(opening, today, tongue))

    def _work(self, position: int) -> int:
        return self.reply_minutes * max(position, 1)

"""Opening hours in words, for answers: today's, and those of the week with the exceptions that come soon."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from bot.knowledge.entries import TextLanguage
from bot.knowledge.library import Place
from routing.hours import WEEKDAYS, HoursException, OpeningHours

SOON = timedelta(days=30)
"""How far ahead exceptions are told with the week's hours."""

_DAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """Says the hours of one place in one language."""

    place: Place
    hours: OpeningHours
    language: TextLanguage

    def today(self, at: datetime) -> str:
        """Return today's hours, such as "08:00–22:30", "closed today (National Day)" or "08:00–12:00, 14:00–17:00"."""
        day = at.astimezone(self.hours.zone).date()
        spans = ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in self.hours.intervals_on(day))
        exception = self.hours.exception_on(day)
        words = self._say(spans) or self._either("今天闭馆", "closed today")
        return f"{words}{self._reason(exception)}" if exception else words

    def week(self, at: datetime) -> str:
        """Return a Markdown list: days of equal hours together, then the exceptions of the next 30 days."""
        lines = [f"- {days}{self._colon}{hours}" for days, hours in self._runs()]
        today = at.astimezone(self.hours.zone).date()
        soon = [each for each in self.hours.exceptions if each.first <= today + SOON and each.last >= today]
        lines += [f"- {self._except(each)}{self._colon}{self._listed(each.intervals)}" for each in soon]
        return "\n".join(lines)

    def _runs(self) -> list[tuple[str, str]]:
        by_day = [(number, self._listed(getattr(self.place.hours, name))) for number, name in enumerate(WEEKDAYS)]
        runs = [(list(run), hours) for hours, run in groupby(by_day, key=lambda day: day[1])]
        return [(self._from_to(run[0][0], run[-1][0]), hours) for run, hours in runs]

    def _from_to(self, first: int, last: int) -> str:
        names = _DAYS[self.language]
        return names[first] if first == last else f"{names[first]}{self._either('至', '–')}{names[last]}"

    def _except(self, exception: HoursException) -> str:
        first, last = self._date(exception.first), self._date(exception.last)
        days = first if first == last else f"{first}{self._either('至', '–')}{last}"
        return f"{days}{self._reason(exception)}"

    def _date(self, day: date) -> str:
        return self._either(f"{day.month}月{day.day}日", f"{day.day} {_MONTHS[day.month - 1]}")

    def _listed(self, intervals: Sequence[str]) -> str:
        return self._say(", ".join(each.replace("-", "–") for each in intervals)) or self._either("闭馆", "closed")

    def _reason(self, exception: HoursException) -> str:
        name = exception.name.get(self._either("zh-CN", "en"), "")
        return self._either(f"（{name}）", f" ({name})") if name else ""

    def _say(self, spans: str) -> str:
        return spans.replace(", ", "、") if self.language == "zh" else spans

    def _either(self, zh: str, en: str) -> str:
        return zh if self.language == "zh" else en

    @property
    def _colon(self) -> str:
        return self._either("：", ": ")

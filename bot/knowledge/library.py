"""The library itself, as config/library.yml describes it: its names and pages, queues, places with hours, the desk."""

from datetime import date
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from bot.knowledge.entries import Bilingual, Document, Link, Slug, Text, Topic
from routing.hours import HoursException, OpeningHours, parse_day


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone: write a name like Asia/Shanghai") from None
    return name


def _readable(intervals: tuple[str, ...]) -> tuple[str, ...]:
    parse_day(intervals)
    return intervals


MailAddress = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$")]
SearchUrl = Annotated[str, StringConstraints(pattern=r"^https?://\S*\{query\}\S*$")]
Day = Annotated[tuple[str, ...], AfterValidator(_readable)]
"""The intervals of one day, as routing.hours reads them: "08:00-22:30"; none: closed."""


class Library(Document):
    """What a reader must know of the library as a whole."""

    name: Bilingual
    url: Link
    time_zone: Annotated[str, AfterValidator(_known_zone)]
    mail: MailAddress
    phone: Text
    care_line: Bilingual
    self_service_url: Link
    catalogue_search_url: SearchUrl


class Queue(Document):
    """Where conversations wait for librarians who know certain topics."""

    id: Slug
    name: Bilingual
    address: MailAddress
    topics: tuple[Topic, ...] = ()
    alert_minutes: Annotated[int, Field(ge=1)] = 15


class ClosedDays(Document):
    """Days, both ends included, on which a place keeps other hours than the week's."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]
    name: Bilingual
    hours: Day = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"`to` ({self.last}) is before `from` ({self.first})")
        return self


class Week(Document):
    """The hours of each weekday; all seven are written, a closed day as []."""

    mon: Day
    tue: Day
    wed: Day
    thu: Day
    fri: Day
    sat: Day
    sun: Day


class Place(Document):
    """A branch or a desk: where it is and when it is open."""

    id: Slug
    name: Bilingual
    address: Bilingual
    hours: Week
    exceptions: tuple[ClosedDays, ...] = ()

    def opening_hours(self, time_zone: str) -> OpeningHours:
        """Return the calendar of this place; exception names are kept under the languages that routing speaks."""
        exceptions = tuple(
            HoursException(each.first, each.last, each.hours, {"zh-CN": each.name.zh, "en": each.name.en})
            for each in self.exceptions
        )
        return OpeningHours(self.hours.model_dump(), exceptions, time_zone)


class Desk(Document):
    """Whose hours are promised to readers who wait, and the minutes that one answer usually takes there."""

    place: Slug
    reply_minutes: Annotated[int, Field(ge=1)]


class Settings(Document):
    """All of config/library.yml. The first queue is the default one."""

    library: Library
    queues: Annotated[tuple[Queue, ...], Field(min_length=1)]
    places: Annotated[tuple[Place, ...], Field(min_length=1)]
    desk: Desk
    facts: dict[str, Any] = Field(default_factory=dict)

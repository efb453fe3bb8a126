"""What only shows when all of the knowledge is seen together: doubles, unknown queues and places, unknown facts."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from bot.knowledge import facts, templates
from bot.knowledge.entries import LANGUAGES, Entry
from bot.knowledge.library import Settings
from bot.knowledge.pieces import Piece
from bot.knowledge.templates import Names
from routing.errors import Fault

Sound = tuple[Entry, Piece]


def check_settings(settings: Settings, piece: Piece) -> Iterator[Fault]:
    """Yield the faults of library.yml that are no matter of form."""
    for section in ("queues", "places"):
        seen = set()
        for position, each in enumerate(getattr(settings, section)):
            if each.id in seen:
                yield piece.fault((section, position, "id"), f"{section}: {each.id!r} is there twice")
            seen.add(each.id)
    if settings.desk.place not in {place.id for place in settings.places}:
        yield piece.fault(("desk", "place"), f"desk: unknown place {settings.desk.place!r}")
    for spot, what in facts.find_faults(settings.facts):
        yield piece.fault(("facts", *spot), what)


def check_entries(entries: list[Sound], settings: Settings | None) -> Iterator[Fault]:
    """Yield the faults between entries, and between entries and the library's settings."""
    yield from _doubles(entries)
    if settings is not None:
        yield from _unknown_queues(entries, settings)
        yield from _broken_answers(entries, settings)


def _doubles(entries: Iterable[Sound]) -> Iterator[Fault]:
    first: dict[str, Piece] = {}
    for entry, piece in entries:
        if entry.id in first:
            yield piece.fault(("id",), f"the id {entry.id!r} is taken at {first[entry.id].where(('id',), 0)}")
        first.setdefault(entry.id, piece)


def _unknown_queues(entries: Iterable[Sound], settings: Settings) -> Iterator[Fault]:
    known = {queue.id for queue in settings.queues}
    for entry, piece in entries:
        if entry.queue is not None and entry.queue not in known:
            yield piece.fault(("queue",), f"unknown queue {entry.queue!r}")


def _broken_answers(entries: Iterable[Sound], settings: Settings) -> Iterator[Fault]:
    environment = templates.sandbox()
    names = {language: Names.of(settings, language, lambda: datetime.now(UTC)) for language in LANGUAGES}
    for entry, piece in entries:
        for language in LANGUAGES:
            for line, what in templates.find_faults(entry.answer.say(language), names[language], environment):
                yield piece.fault(("answer", language), f"answer.{language}: {what}", line=line)

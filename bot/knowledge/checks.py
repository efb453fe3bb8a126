"""What only shows when all of the knowledge is seen together: doubles, unknown queues and places, unknown facts."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from bot.knowledge import facts, templates
from bot.knowledge.entries import LANGUAGES, Entry, TextLanguage
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


def check_answers(entries: Iterable[Piece], settings: Settings | None, library: Piece) -> Iterator[Fault]:
    """Yield what is wrong with the answers as they were written, whatever else has faults."""
    environment = templates.sandbox()
    names = {language: _names(language, settings, library) for language in LANGUAGES}
    for piece in entries:
        for language, answer in _answers(piece):
            for line, what in templates.find_faults(answer, names[language], environment):
                yield piece.fault(("answer", language), f"answer.{language}: {what}", line=line)


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


def _names(language: TextLanguage, settings: Settings | None, library: Piece) -> Names:
    if settings is not None:
        return Names.of(settings, language, lambda: datetime.now(UTC))
    return Names.rough(library.data.get("facts") if isinstance(library.data, Mapping) else None, language)


def _answers(piece: Piece) -> Iterator[tuple[TextLanguage, str]]:
    written = piece.data.get("answer") if isinstance(piece.data, Mapping) else None
    if not isinstance(written, Mapping):
        return
    for language in LANGUAGES:
        if isinstance(written.get(language), str):
            yield language, written[language].strip()

"""Answers as templates: Jinja2 in its sandbox, where a fact that does not exist is an error and never an empty word."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.knowledge.calendar_words import CalendarWords
from bot.knowledge.entries import TextLanguage
from bot.knowledge.facts import RESERVED, in_language
from bot.knowledge.library import Place, Settings

RENDERING_ERRORS = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)
"""All that a template of an operator can raise while it is rendered."""

Clock = Callable[[], datetime]


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, but `books.items` means the fact called items before the method of the mapping."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def sandbox() -> Sandbox:
    """Return the environment in which answers are rendered: Markdown, so nothing is escaped here."""
    return Sandbox(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)


class _Anything:
    """Has whatever it is asked for."""

    def __getattr__(self, name: str) -> "_Anything":
        return self


@dataclass(frozen=True, slots=True)
class Names:
    """What answers may quote, in one language: facts, the library, its places and their hours.

    `whole` is False where the settings have faults: then answers can be looked through, and not rendered.
    """

    values: Mapping[str, Any]
    whole: bool = True

    @classmethod
    def rough(cls, facts: Any, language: TextLanguage) -> "Names":
        """Return the facts as they stand in settings with faults (none: they cannot be read); all else is let pass."""
        known = in_language(facts, language) if isinstance(facts, Mapping) else {}
        return cls({**known, **dict.fromkeys(RESERVED, _Anything())} if known else {}, whole=False)

    @classmethod
    def of(cls, settings: Settings, language: TextLanguage, clock: Clock) -> "Names":
        plain = in_language(settings.model_dump(mode="json", by_alias=True), language)
        hours = {place.id: _words(place, settings, language) for place in settings.places}
        return cls(
            {
                **plain["facts"],
                "library": plain["library"],
                "desk": plain["desk"],
                "places": {place["id"]: place for place in plain["places"]},
                "queues": {queue["id"]: queue for queue in plain["queues"]},
                "language": language,
                "hours_today": partial(_hours, hours, clock, CalendarWords.today),
                "hours_week": partial(_hours, hours, clock, CalendarWords.week),
            },
        )


def _words(place: Place, settings: Settings, language: TextLanguage) -> CalendarWords:
    return CalendarWords(place, place.opening_hours(settings.library.time_zone), language)


def _hours(
    places: Mapping[str, CalendarWords], clock: Clock, say: Callable[[CalendarWords, datetime], str], place: str
) -> str:
    if place not in places:
        raise ValueError(f"unknown place {place!r}")
    return say(places[place], clock())


def find_faults(source: str, names: Names, environment: Sandbox) -> Iterator[tuple[int, str]]:
    """Yield (line from 1, what is wrong): a syntax error, every unknown fact, or what fails in rendering."""
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as fault:
        yield fault.lineno, f"template error: {fault.message}"
        return
    if not names.values:
        return
    unknown = list(_unknown_facts(tree, {**environment.globals, **names.values}))
    yield from unknown
    if unknown or not names.whole:
        return
    try:
        environment.from_string(source).render(names.values)
    except RENDERING_ERRORS as fault:
        yield 1, f"template error: {fault}"


def _unknown_facts(tree: nodes.Template, values: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    own = {"loop", *(name.name for name in tree.find_all(nodes.Name) if name.ctx in ("store", "param"))}
    seen = set()
    for node in tree.find_all((nodes.Name, nodes.Getattr, nodes.Getitem)):
        chain = _chain(node)
        if chain is None or chain[0] in own or chain in seen:
            continue
        seen.add(chain)
        if _lacks(values, chain):
            yield node.lineno, f"unknown fact {'.'.join(chain)!r}"


def _chain(node: nodes.Node) -> tuple[str, ...] | None:
    """Return a.b.c as a tuple; None where it is not made of plain names."""
    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr):
        key: Any = node.attr
    elif isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        key = node.arg.value
    else:
        return None
    parent = _chain(node.node)
    return (*parent, key) if parent and isinstance(key, str) else None


def _lacks(values: Any, chain: tuple[str, ...]) -> bool:
    """Tell whether exactly the last name of the chain is missing: each unknown fact is listed once."""
    for name in chain[:-1]:
        if not isinstance(values, Mapping) or name not in values:
            return False
        values = values[name]
    last = chain[-1]
    if isinstance(values, Mapping):
        return last not in values and not hasattr(dict, last)
    return not hasattr(values, last)

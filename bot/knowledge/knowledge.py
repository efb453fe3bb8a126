"""All that the library knows, checked as a whole and never changed after: a new version is a new object."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.knowledge.checks import check_answers, check_entries, check_settings
from bot.knowledge.entries import Entry
from bot.knowledge.library import Settings
from bot.knowledge.pieces import Piece, from_store, parse
from routing.errors import Fault, SettingsFault

SECTIONS = ("library", "queues", "places", "desk")
"""The parts of library.yml that the store keeps as facts beside those under `facts`."""

Documents = Mapping[str, Any]


@dataclass(frozen=True)
class Knowledge:
    """Entries by id (in the order of their ids) and the settings of the library."""

    entries: Mapping[str, Entry]
    settings: Settings

    @cached_property
    def version(self) -> str:
        """A hash of the content: equal knowledge has an equal version, wherever it came from."""
        canonical = json.dumps(self.to_documents(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]

    def to_documents(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return (entry id → document, fact name → document), both plain JSON: what the store keeps in its tables."""
        entries = {id_: each.model_dump(mode="json", exclude_none=True) for id_, each in self.entries.items()}
        settings = self.settings.model_dump(mode="json", by_alias=True)
        return entries, {**{name: settings[name] for name in SECTIONS}, **settings["facts"]}

    @classmethod
    def from_documents(cls, entries: Documents, facts: Documents) -> "Knowledge":
        """Build knowledge from what `to_documents` gave; SettingsFault lists every fault, by entry or fact name."""
        pieces = [from_store(f"entry {id_}", document) for id_, document in entries.items()]
        top = {name: facts[name] for name in SECTIONS if name in facts}
        own = {name: value for name, value in facts.items() if name not in SECTIONS}
        return assemble(pieces, from_store("facts", {**top, "facts": own}), [])


def assemble(entries: Iterable[Piece], library: Piece, faults: list[Fault]) -> Knowledge:
    """Check all pieces together; raise SettingsFault with `faults` and everything else that is wrong."""
    settings = parse(Settings, library, faults)
    faults += check_settings(settings, library) if settings else []
    parsed = [(parse(Entry, piece, faults), piece) for piece in entries]
    sound = [(entry, piece) for entry, piece in parsed if entry is not None]
    faults += check_entries(sound, settings)
    faults += check_answers([piece for _, piece in parsed], settings, library)
    if not parsed and not faults:
        faults.append(Fault("knowledge", "there is no entry"))
    if faults or settings is None:
        raise SettingsFault(faults)
    return Knowledge(dict(sorted((entry.id, entry) for entry, _ in sound)), settings)

"""What may be promised by the opening hours in force: a librarian may change them while RIC runs."""

from datetime import datetime

from config.shelf import Shelf
from routing.promise import WaitPromise


class PromiseInForce:
    """Satisfies routing.ports.Promise."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def wait_minutes(self, at: datetime, position: int) -> int | None:
        return self._now().wait_minutes(at, position)

    def sentence(self, at: datetime, position: int, *, language: str) -> str:
        return self._now().sentence(at, position, language=language)

    def _now(self) -> WaitPromise:
        library = self._shelf.knowledge.settings
        desk = library.desk
        place = next((each for each in library.places if each.id == desk.place), None)
        hours = place.opening_hours(library.library.time_zone) if place else None
        return WaitPromise(hours, desk.reply_minutes)

"""Whoever counts: the rooms say what happened to a message, and config/metrics.py makes figures of it."""

from datetime import datetime
from typing import Protocol

from routing.messages import Channel


class Measures(Protocol):
    """Told on every message's way: a call costs a microsecond or two, never waits and never raises."""

    def understood(self, outcome: str) -> None:
        """The bot was asked: what came of it (routing.replies.Outcome), or `failed`."""
        ...

    def routed(self, channel: Channel, arrived: datetime, outcome: str) -> None:
        """A message of a reader, which arrived then, was answered, handed over, or lost to another claim."""
        ...

    def handed_over(self, reason: str) -> None:
        """A conversation began to wait in a queue."""
        ...

    def filed(self, arrived: datetime, outcome: str) -> None:
        """A mail that arrived then was read and got its conversation."""
        ...

    def delivered(self, channel: Channel, written: datetime, outcome: str) -> None:
        """A reply that was stored then was sent, put off, given up, or lost to another claim."""
        ...

    def shown(self, changed: datetime) -> None:
        """What changed then in a conversation was told to the open desks."""
        ...

    def committed(self, seconds: float) -> None:
        """The database took that long for one transaction."""
        ...


class Uncounted:
    """Satisfies Measures and keeps nothing: for commands, which nobody scrapes, and for parts that stand alone."""

    def understood(self, outcome: str) -> None: ...

    def routed(self, channel: Channel, arrived: datetime, outcome: str) -> None: ...

    def handed_over(self, reason: str) -> None: ...

    def filed(self, arrived: datetime, outcome: str) -> None: ...

    def delivered(self, channel: Channel, written: datetime, outcome: str) -> None: ...

    def shown(self, changed: datetime) -> None: ...

    def committed(self, seconds: float) -> None: ...


UNCOUNTED: Measures = Uncounted()

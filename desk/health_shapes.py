"""How the library stands, as its health page shows it. Milliseconds and seconds are numbers; null: there is none."""

from datetime import datetime
from typing import Literal

from desk.shapes import Shape


class StoreState(Shape):
    """The database: which one, how long one reading took, and why RIC is not ready."""

    database: Literal["sqlite", "postgresql"]
    milliseconds: float
    faults: list[str]


class RedisState(Shape):
    """Redis, and how long it took to answer."""

    state: Literal["connected", "away", "not_configured"]
    milliseconds: float | None


class QueueState(Shape):
    """Who waits in a queue; oldest: since when the first does."""

    slug: str
    name_zh: str
    name_en: str
    waiting: int
    oldest: datetime | None


class Pile(Shape):
    """Messages that wait; oldest: since when the first does."""

    waiting: int
    oldest: datetime | None


class ChannelState(Shape):
    """A channel: readers' messages not routed, replies not sent, and replies given up within 24 hours."""

    channel: str
    unrouted: Pile
    unsent: Pile
    failed: int


class Lag(Shape):
    """How long the messages of the last five minutes took, in seconds."""

    messages: int
    median: float | None
    longest: float | None


class Health(Shape):
    """GET health. `answers`: from arrival to answer or hand-over; `deliveries`: from a stored reply to its delivery."""

    at: datetime
    store: StoreState
    redis: RedisState
    relay: bool
    telegram: Literal["polling", "silent", "not_configured"]
    rasa: bool
    bot: Literal["learned", "learning", "words", "elsewhere"]
    queues: list[QueueState]
    channels: list[ChannelState]
    answers: Lag
    deliveries: Lag
    backup: datetime | None

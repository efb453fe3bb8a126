"""When a reader writes again: which conversations may go on, and who owns one that is opened again."""

from datetime import datetime, timedelta

from routing.conversations import Owner
from routing.messages import Channel

ON_DUTY = timedelta(seconds=90)
"""A librarian whose desk gave a sign of life within this time is on duty."""

_REOPENS_WITHIN = {Channel.MAIL: timedelta(days=14)}
_REOPENS_BY_DEFAULT = timedelta(hours=24)


def may_go_on(channel: Channel, closed_at: datetime | None, now: datetime) -> bool:
    """Tell whether a new message still joins a conversation that was closed then (None: it is open)."""
    return closed_at is None or now - closed_at <= _REOPENS_WITHIN.get(channel, _REOPENS_BY_DEFAULT)


def owner_when_reopened(assignee_seen: datetime | None, now: datetime) -> Owner:
    """Return who takes a closed conversation when its reader writes: its librarian if on duty, else the bot."""
    return Owner.LIBRARIAN if is_on_duty(assignee_seen, now) else Owner.BOT


def is_on_duty(seen: datetime | None, now: datetime) -> bool:
    """Tell whether a librarian's desk gave a sign of life lately."""
    return seen is not None and now - seen <= ON_DUTY

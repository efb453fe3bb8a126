"""The rooms that a process may have: `ric run --only` names them."""

from enum import StrEnum


class Room(StrEnum):
    """What `ric run --only` may name."""

    WEB = "web"
    MAIL = "mail"
    TELEGRAM = "telegram"
    ROUTER = "router"
    OUTBOX = "outbox"

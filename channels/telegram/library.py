"""The edge to python-telegram-bot: how its Bot is made, kept quiet, and how its errors become ours."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from channels.telegram.settings import TelegramSettings
from routing.errors import SendError

SECONDS = 30.0
"""What one call to Telegram may take; a long poll may take the time that it was told to wait on top."""

TOKEN_PAUSE = 60.0
"""Seconds between two tries of a token that was refused: the pace at which an operator is told."""
UNREADABLE = (TypeError, ValueError, KeyError, AttributeError)
"""What the library raises where an answer of Telegram's has not the shape that it knows."""

_CONNECTIONS = 32


@dataclass(frozen=True, slots=True)
class Line:
    """A Bot and its two sets of connections: one for polling, one for everything else."""

    bot: Bot
    polling: HTTPXRequest
    calling: HTTPXRequest


def open_line(settings: TelegramSettings) -> Line:
    """Make a Bot; nothing is sent yet, so a wrong token is found by the first call."""
    _keep_quiet()
    # The library's own switch: without it every RetryAfter warns that its seconds will become a timedelta.
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    polling, calling = _connections(2), _connections(_CONNECTIONS)
    bot = Bot(settings.token, base_url=f"{settings.api}/bot", request=calling, get_updates_request=polling)
    return Line(bot, polling, calling)


def _connections(size: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=size,
        connect_timeout=SECONDS / 3,
        read_timeout=SECONDS,
        write_timeout=SECONDS,
        pool_timeout=SECONDS,
    )


def _keep_quiet() -> None:
    """Let the libraries log nothing: their lines hold URLs with the token, chat ids and readers' words."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


@contextmanager
def our_errors() -> Iterator[None]:
    """Turn any error of Telegram's into SendError. The library's own error is not chained: it may hold the token."""
    try:
        yield
    except InvalidToken:
        raise SendError("Telegram refuses the bot's token", permanent=False, retry_after=TOKEN_PAUSE) from None
    except RetryAfter as error:
        raise SendError("Telegram asks for a pause", permanent=False, retry_after=seconds_of(error)) from None
    except (Forbidden, BadRequest, ChatMigrated) as error:
        raise SendError(f"Telegram: {error.message}", permanent=True) from None
    except TimeoutError:
        raise SendError("Telegram did not answer in time", permanent=False) from None
    except UNREADABLE:
        # Sent again it would arrive twice as likely as not, so a librarian is to look.
        raise SendError("Telegram's answer cannot be read; the message may have arrived", permanent=True) from None
    except TelegramError as error:
        raise SendError(f"Telegram cannot be reached ({type(error).__name__})", permanent=False) from None


def seconds_of(error: RetryAfter) -> float:
    """Return the pause that Telegram asks for."""
    pause = error.retry_after
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)

"""The Telegram channel as the rest of the house sees it: it polls for what readers say, and delivers one message."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from telegram import BotCommand
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from channels.telegram.library import TOKEN_PAUSE, open_line, seconds_of
from channels.telegram.listener import Actions, Intake, Listener
from channels.telegram.poller import Poller
from channels.telegram.sender import Sender
from channels.telegram.settings import LIMITS, TelegramSettings
from channels.telegram.words import say
from routing.errors import RicError, Unavailable
from routing.language import CHINESE, ENGLISH
from routing.log_lines import line
from routing.messages import Channel, Outbound
from routing.store_ports import Cursor

log = logging.getLogger(__name__)

_SHORT, _LONG = 2.0, 10.0
_REFUSED = "the token in RIC_TELEGRAM_TOKEN is not valid at RIC_TELEGRAM_API: get one from @BotFather and start again"


class TelegramChannel:
    """Talks with readers in private chats of one bot. `holder` names this process on the poller's lease."""

    name = Channel.TELEGRAM
    limits = LIMITS

    def __init__(  # noqa: PLR0913 - the parts of the house that it works with
        self,
        settings: TelegramSettings,
        intake: Intake,
        *,
        actions: Actions,
        cursor: Cursor,
        holder: str,
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._line = open_line(settings)
        self._sender = Sender(self._line.bot)
        listener = Listener(intake, actions, self._sender)
        self._poller = Poller(self._line.bot, listener, cursor, name=settings.cursor, holder=holder)
        self._pause = pause
        self._introduced = False

    async def run(self) -> None:
        """Receive until cancelled. No fault of Telegram's, of the token's or of the store's ends it."""
        await self._line.polling.initialize()
        try:
            while True:
                await self._pause(await self._turn())
        finally:
            await self._line.polling.shutdown()
            with suppress(RicError):
                await self._poller.release()

    async def send(self, outbound: Outbound) -> None:
        """Deliver one message, or raise SendError."""
        began = time.perf_counter()
        await self._sender.send(outbound)
        ids = {"message_id": outbound.message_id, "conversation_id": outbound.conversation_id}
        log.info("telegram_sent", extra=line("sent", began, channel=self.name, **ids))

    async def close(self) -> None:
        """Close the connections that sending keeps open; sending again opens them anew no more."""
        await self._line.calling.shutdown()

    async def _turn(self) -> float:
        """Take one turn; return the seconds to wait before the next."""
        try:
            if not self._introduced:
                await self._introduce()
            return await self._poller.turn()
        except TelegramError as error:
            return _rest_after(error)
        except Unavailable:
            log.warning("telegram_waits_for_store")
            return _SHORT
        except Exception:
            log.exception("telegram_turn_failed")
            return _LONG

    async def _introduce(self) -> None:
        """Take the bot over from any webhook, which polling excludes, and fill its menu of commands."""
        await self._line.bot.delete_webhook()
        self._introduced = True  # from here on polling works, menu or not
        for language, code in ((ENGLISH, None), (CHINESE, "zh")):
            commands = [BotCommand(word, say(word, language)) for word in ("start", "help")]
            await self._line.bot.set_my_commands(commands, language_code=code)
        log.info("telegram_ready")


def _rest_after(error: TelegramError) -> float:
    """Log what Telegram's error means to an operator (never its words: they may hold the token); return the pause."""
    match error:
        case InvalidToken():
            log.error("telegram_token_refused", extra={"todo": _REFUSED})
            return TOKEN_PAUSE
        case RetryAfter():
            log.warning("telegram_asks_for_pause")
            return seconds_of(error)
        case Conflict():
            log.warning("telegram_polled_elsewhere", extra={"todo": "stop whatever else polls with this token"})
            return _LONG
        case _:
            log.warning("telegram_unreachable", extra={"reason": type(error).__name__})
            return _SHORT

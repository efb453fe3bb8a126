"""Delivers messages to Telegram chats. At least once: Telegram knows no key by which a repeat would be recognised."""

import asyncio
from contextlib import suppress

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError

from channels.telegram.buttons import keyboard
from channels.telegram.composing import Part, compose
from channels.telegram.library import SECONDS, our_errors
from channels.telegram.words import say
from routing.messages import Author, Outbound

_REMEMBERED = 1_000


class Sender:
    """Sends, and remembers how many parts of an unfinished message went out, so that a retry goes on from there."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._gone_out: dict[int, int] = {}

    async def send(self, outbound: Outbound) -> None:
        """Deliver one message within 30 seconds, or raise SendError."""
        parts = compose(outbound)
        buttons = keyboard(outbound.choices, outbound.language, librarian=outbound.author is Author.BOT)
        with our_errors():
            async with asyncio.timeout(SECONDS):
                for number in range(self._gone_out.get(outbound.message_id, 0), len(parts)):
                    last = number == len(parts) - 1
                    await self._post(outbound.address, parts[number], buttons if last else None)
                    self._remember(outbound.message_id, number + 1)
        self._gone_out.pop(outbound.message_id, None)

    async def say(self, chat: str, word: str, language: str | None) -> None:
        """Say one of the channel's own words with the way to a person below it, or raise SendError."""
        text = say(word, language)
        with our_errors():
            async with asyncio.timeout(SECONDS):
                await self._post(chat, Part(text, text), keyboard((), language or "", librarian=True))

    async def stop_spinner(self, press: str) -> None:
        """Tell Telegram that a button's press was taken; it matters to nobody where that fails (the press is old)."""
        with suppress(TelegramError, TimeoutError):
            async with asyncio.timeout(SECONDS):
                await self._bot.answer_callback_query(press)

    async def _post(self, chat: str, part: Part, buttons: InlineKeyboardMarkup | None) -> None:
        try:
            await self._call(chat, part.html, buttons, parse_mode=ParseMode.HTML)
        except BadRequest as refusal:
            if "can't parse entities" not in refusal.message.lower():
                raise
            await self._call(chat, part.text, buttons, parse_mode=None)

    async def _call(
        self, chat: str, text: str, buttons: InlineKeyboardMarkup | None, *, parse_mode: ParseMode | None
    ) -> None:
        await self._bot.send_message(
            chat_id=chat,
            text=text,
            parse_mode=parse_mode,
            reply_markup=buttons,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
        )

    def _remember(self, message_id: int, parts: int) -> None:
        self._gone_out[message_id] = parts
        if len(self._gone_out) > _REMEMBERED:
            del self._gone_out[next(iter(self._gone_out))]

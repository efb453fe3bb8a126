"""Reads an update of Telegram's as what a reader did: wrote, chose an entry, asked for a person, or just arrived.

Only private chats are read; what happens in groups, and edits of earlier messages, mean nothing here.
"""

from dataclasses import dataclass
from enum import StrEnum

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from channels.telegram.buttons import ASK_LIBRARIAN, entry_of, is_choice, title_of
from channels.telegram.words import say
from routing.messages import Channel, Inbound

GREETED = frozenset({"/start", "/help"})
_KINDS = ("photo", "document", "sticker", "voice", "audio", "video", "location", "contact")
_ALIKE = {"animation": "video", "video_note": "video", "venue": "location"}
_OTHERS = ("poll", "dice", "story", "game", "paid_media", "invoice")


class Act(StrEnum):
    """What a reader may do besides writing and choosing."""

    ARRIVE = "arrive"
    ASK_LIBRARIAN = "ask_librarian"


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that a reader did. `press` is the id of a pressed button, which wants an answer to stop its spinner."""

    chat: str
    name: str
    language: str | None
    act: Inbound | Act | None
    press: str | None = None


def understand(update: Update) -> Heard | None:
    """Return what the reader did, or None where it is nothing to us."""
    if update.callback_query is not None:
        return _understand_press(update.callback_query)
    message = update.message
    if message is None or message.chat.type != ChatType.PRIVATE:
        return None
    user, chat = message.from_user, str(message.chat.id)
    name, language = (user.full_name, user.language_code) if user else ("", None)
    if message.text is not None and _command(message.text) in GREETED:
        return Heard(chat, name, language, Act.ARRIVE)
    text = _text(message, language)
    if not text:
        return None
    inbound = Inbound(
        channel=Channel.TELEGRAM,
        address=chat,
        external_id=f"{chat}:{message.message_id}",
        text=text,
        language=language,
        name=name or None,
    )
    return Heard(chat, name, language, inbound)


def _understand_press(press: CallbackQuery) -> Heard | None:
    message, data = press.message, press.data or ""
    if message is None or message.chat.type != ChatType.PRIVATE:
        return None
    chat, name, language = str(message.chat.id), press.from_user.full_name, press.from_user.language_code
    if data == ASK_LIBRARIAN:
        return Heard(chat, name, language, Act.ASK_LIBRARIAN, press.id)
    entry = entry_of(data)
    title = title_of(data, message.reply_markup if isinstance(message, Message) else None) or entry
    if title is None or not is_choice(data):
        return Heard(chat, name, language, None, press.id)
    inbound = Inbound(
        channel=Channel.TELEGRAM,
        address=chat,
        external_id=f"cb:{chat}:{press.id}",
        text=title,
        language=language,
        name=name,
        entry=entry,
    )
    return Heard(chat, name, language, inbound, press.id)


def _command(text: str) -> str:
    """Return the first word without the bot's name: "/start@LibraryBot deep-link" is /start."""
    return text.split(maxsplit=1)[0].partition("@")[0].lower() if text.strip() else ""


def _text(message: Message, language: str | None) -> str:
    """Return what was written; what cannot be shown yet is named in brackets, so that a librarian sees that it came."""
    if message.text is not None:
        return message.text.removeprefix("/").strip() or message.text.strip()
    kind = next((kind for kind in (*_ALIKE, *_KINDS, *_OTHERS) if getattr(message, kind)), None)
    if kind is None:
        return ""  # Telegram's own notices: pinned, timer changed
    word = say(_ALIKE.get(kind, kind if kind in _KINDS else "other"), language)
    return f"[{word}] {_detail(message)}".rstrip()


def _detail(message: Message) -> str:
    if message.caption:
        return message.caption
    if message.document and message.document.file_name:
        return message.document.file_name
    return (message.sticker.emoji or "") if message.sticker else ""

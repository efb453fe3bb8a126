"""The buttons under a message, and what a press on one of them means."""

import hashlib
from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from channels.telegram.words import say
from routing.messages import Choice

ASK_LIBRARIAN = "librarian"
_ENTRY, _LONG = "e:", "t:"
_DATA_BYTES = 64
"""core.telegram.org/bots/api#inlinekeyboardbutton: callback_data, 1-64 bytes."""


def data_of(entry: str) -> str:
    """Return what a button carries for an entry: its id, or a hash of it where the id is too long to be carried."""
    plain = _ENTRY + entry
    if len(plain.encode()) <= _DATA_BYTES:
        return plain
    return _LONG + hashlib.sha256(entry.encode()).hexdigest()[:32]


def entry_of(data: str) -> str | None:
    """Return the entry that a press chose; None where the button was another, or carries only a hash."""
    return data.removeprefix(_ENTRY) if data.startswith(_ENTRY) else None


def is_choice(data: str) -> bool:
    """Tell whether a press chose one of the entries that we offered."""
    return data.startswith((_ENTRY, _LONG))


def title_of(data: str, keyboard: InlineKeyboardMarkup | None) -> str | None:
    """Return the words that stood on the pressed button, as far as the message with it is still at hand."""
    rows = keyboard.inline_keyboard if keyboard else ()
    return next((button.text for row in rows for button in row if button.callback_data == data), None)


def keyboard(choices: Sequence[Choice], language: str, *, librarian: bool) -> InlineKeyboardMarkup | None:
    """Lay out one row for each choice, and the way to a person below them; None where there is no button."""
    rows = [[InlineKeyboardButton(choice.title, callback_data=data_of(choice.entry))] for choice in choices]
    if librarian:
        rows.append([InlineKeyboardButton(say("ask_librarian", language), callback_data=ASK_LIBRARIAN)])
    return InlineKeyboardMarkup(rows) if rows else None

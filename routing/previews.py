"""The few words by which a list shows a conversation: plain, on one line, and about something."""

import html
import re

from routing.rules import asks_for_person

_READ = 400
_SHOWN = 140
_APART = re.compile(r"<(?:br|hr|/p|/li|/h[1-6]|/tr|/t[dh]|/pre|/blockquote)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def preview_of(text: str, markup: str = "") -> str:
    """Return the first words of a text; where there is `markup` (sanitised HTML) of it, as that shows them."""
    shown = html.unescape(_TAG.sub("", _APART.sub(" ", markup[: 10 * _READ]))) if markup else text
    return " ".join(shown[:_READ].split())[:_SHOWN]


def preview_after(before: str, text: str, markup: str = "") -> str:
    """Return the preview once a message was added: who only asks for a person is known by what was asked before."""
    if before and asks_for_person(text):
        return before
    return preview_of(text, markup) or before

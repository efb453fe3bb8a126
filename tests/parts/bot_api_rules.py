"""What Telegram refuses to send, and how it answers: core.telegram.org/bots/api#sendmessage and #making-requests."""

import re
from html import unescape
from typing import Any

Reply = tuple[int, dict[str, Any]]
_TAGS = {"b", "strong", "i", "em", "u", "s", "a", "code", "pre", "blockquote"}


def accept(result: Any) -> Reply:
    return 200, {"ok": True, "result": result}


def refuse(code: int, description: str, **parameters: Any) -> Reply:
    body = {"ok": False, "error_code": code, "description": description}
    return code, body | ({"parameters": parameters} if parameters else {})


def plain(asked: dict[str, Any]) -> str:
    """Return what the reader sees of a message."""
    return unescape(re.sub(r"<[^>]*>", "", asked["text"])) if asked.get("parse_mode") == "HTML" else asked["text"]


def refusal(asked: dict[str, Any], *, known: bool, blocked: bool) -> Reply | None:
    """Return why sendMessage is refused, or None."""
    text = plain(asked)
    rows = asked.get("reply_markup", {}).get("inline_keyboard", [])
    rules = [
        (blocked, 403, "Forbidden: bot was blocked by the user"),
        (not known, 400, "Bad Request: chat not found"),
        (_misread(asked), 400, "Bad Request: can't parse entities: unsupported or unclosed tag at byte offset 0"),
        (not text.strip(), 400, "Bad Request: message text is empty"),
        (len(text.encode("utf-16-le")) // 2 > 4096, 400, "Bad Request: message is too long"),
        (not all(map(_carries, (button for row in rows for button in row))), 400, "Bad Request: BUTTON_DATA_INVALID"),
    ]
    return next((refuse(code, description) for broken, code, description in rules if broken), None)


def _misread(asked: dict[str, Any]) -> bool:
    """Tell whether the HTML has a tag that Telegram does not know, one that is not closed, or a bare < or &."""
    if asked.get("parse_mode") != "HTML":
        return False
    open_tags: list[str] = []
    for closing, tag in re.findall(r"<(/?)([a-z0-9]*)[^>]*>", asked["text"]):
        if tag not in _TAGS or (closing and (not open_tags or open_tags.pop() != tag)):
            return True
        open_tags += [] if closing else [tag]
    rest = re.sub(r"<[^<>]*>|&(lt|gt|amp|quot|#\d+);", "", asked["text"])
    return bool(open_tags or re.search(r"[<&]", rest))


def _carries(button: dict[str, Any]) -> bool:
    return 1 <= len(button["callback_data"].encode()) <= 64

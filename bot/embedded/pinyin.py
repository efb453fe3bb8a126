"""Toneless pinyin: readers without a Chinese keyboard write "zenme xujie", which no encoder understands."""

import importlib
import logging
import re
from collections.abc import Sequence

log = logging.getLogger(__name__)

MOST_TOKENS = 0.9
"""The share of the words of a question that must read as pinyin."""

_NAMES = frozenset({"wifi", "vpn", "cnki", "carsi", "app", "pdf", "ppt", "word", "doi", "isbn", "usb", "email"})
"""Words that stand in Chinese sentences as they are."""

_SYLLABLE = (
    r"(?:[zcs]h?(?:a|e|i|ai|ei|ao|ou|an|en|ang|eng|ong|u|ui|uo|un|ua|uai|uan|uang)"
    r"|r(?:e|i|ao|ou|an|en|ang|eng|ong|u|ui|uo|un|uan)"
    r"|[bpmf](?:a|o|e|i|ai|ei|ao|ou|an|en|ang|eng|ie|iao|iu|ian|in|ing|u)"
    r"|[dt](?:a|e|i|ai|ei|ao|ou|an|en|ang|eng|ong|ia|ie|iao|iu|ian|ing|u|ui|uo|un|uan)"
    r"|[nl](?:a|e|i|ai|ei|ao|ou|an|en|ang|eng|ong|ia|ie|iao|iu|ian|in|iang|ing|u|v|ue|ve|uo|un|uan)"
    r"|[gkh](?:a|e|ai|ei|ao|ou|an|en|ang|eng|ong|u|ua|uai|uan|uang|ui|un|uo)"
    r"|[jqx](?:i|ia|ie|iao|iu|ian|in|iang|ing|iong|u|ue|uan|un)"
    r"|y(?:a|e|i|o|ao|ou|an|in|ang|ing|ong|u|ue|uan|un)|w(?:a|o|ai|ei|an|en|ang|eng|u)|a|ai|an|ang|ao|e|ei|en|er|o|ou)"
)
_SPELLED = re.compile(rf"(?:{_SYLLABLE})+")
_ONE = re.compile(_SYLLABLE)


def syllables(text: str) -> list[str]:
    """Return the syllables of a text that is pinyin, or nothing where too few of its words read as such."""
    tokens = re.findall(r"[a-z0-9]+", text.lower())
    words = [token for token in tokens if token not in _NAMES]
    spelled = [token for token in words if _SPELLED.fullmatch(token)]
    if not words or len(spelled) < MOST_TOKENS * len(words):
        return []
    return [syllable for token in tokens for syllable in ([token] if token in _NAMES else _split(token))]


def _split(token: str) -> list[str]:
    """Split from the left, each syllable as long as the rest still reads as syllables."""
    found, at = [], 0
    while at < len(token):
        lengths = (size for size in range(6, 0, -1) if _reads(token[at : at + size], token[at + size :]))
        size = next(lengths, len(token) - at)
        found.append(token[at : at + size])
        at += size
    return found


def _reads(head: str, rest: str) -> bool:
    return bool(_ONE.fullmatch(head)) and (not rest or bool(_SPELLED.fullmatch(rest)))


def spell(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the toneless pinyin of each text, syllables apart; empty texts (and a warning) without pypinyin."""
    try:
        pypinyin = importlib.import_module("pypinyin")
    except ImportError:
        log.warning("no pypinyin: questions in pinyin are not understood", extra={"event": "pinyin_missing"})
        return ("",) * len(texts)
    return tuple(" ".join(" ".join(pypinyin.lazy_pinyin(text)).lower().split()) for text in texts)

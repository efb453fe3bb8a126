"""Which language a text is in, as a reply needs it: zh-CN, zh-Hant or en."""

import re

from bot.embedded.scripts import TO_SIMPLIFIED, TO_TRADITIONAL, converter
from bot.knowledge.entries import TextLanguage
from routing.language import CHINESE, ENGLISH, TRADITIONAL, is_chinese, is_name, supported

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_LATIN_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
_QUOTED = re.compile(r"《[^》]*》|“[^”]*”|\"[^\"]*\"|「[^」]*」")
_ENGLISH = re.compile(
    r"\b(?:the|an?|is|are|do|does|did|can|could|i|my|you|your|how|what|where|when|which|who|why|to|in|of|for|on|and|or"
    r"|it|have|has|need|want|find|get|there|this|that|with|from|please|about)\b",
    re.IGNORECASE,
)
"""Small words that only an English sentence has two of; names such as CNKI or VPN stand in Chinese ones too."""


def text_language(tongue: str) -> TextLanguage:
    """Return the language of knowledge that serves a tag."""
    return "zh" if is_chinese(tongue) else "en"


class Tongues:
    """Tells languages apart, and writes a Chinese answer in the characters of whoever asked."""

    def of(self, text: str, announced: str | None) -> str:
        """Return the language of the text; the announced one where the text shows none."""
        bare = _QUOTED.sub(" ", text)
        shown = bare if _HAN.search(bare) or _LATIN_WORD.search(bare) else text
        han, latin = _HAN.findall(shown), _LATIN_WORD.findall(shown)
        if han and not (len(latin) > len(han) and len(set(_ENGLISH.findall(shown))) > 1):
            return self._script("".join(han), announced)
        return ENGLISH if latin and not (announced and is_name(shown)) else supported(announced)

    def written(self, text: str, tongue: str) -> str:
        """Return a Chinese text in traditional characters where the tongue wants them."""
        return str(converter(TO_TRADITIONAL).convert(text)) if tongue == TRADITIONAL else text

    def _script(self, han: str, announced: str | None) -> str:
        traditional = sum(map(str.__ne__, han, converter(TO_SIMPLIFIED).convert(han)))
        simplified = sum(map(str.__ne__, han, converter(TO_TRADITIONAL).convert(han)))
        if traditional == simplified == 0:
            return TRADITIONAL if supported(announced) == TRADITIONAL else CHINESE
        return TRADITIONAL if traditional > simplified else CHINESE

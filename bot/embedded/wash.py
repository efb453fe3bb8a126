"""Washes what readers type before it is understood: no odd characters, one script, no greetings around a question."""

import re
import unicodedata

from bot.embedded.scripts import TO_SIMPLIFIED, converter

LONGEST = 2_000
"""Code points that are looked at; a longer text says what it wants long before."""

_PAUSE = r"[\s,.!?;:，。！？；：、~…-]*"
_GREETINGS = re.compile(
    r"^(?:(?:hi|hiya|hello|hey|dear|good (?:morning|afternoon|evening|day)|greetings|excuse me)"
    r"(?: there| all| team| librarians?| library| sir or madam| everyone)?(?=[\s,.!?;:，。！？：]|$)"
    r"|(?:亲|老师们?|在吗)(?=[\s,.!?~，。！？～]|$)"
    r"|你好呀?|您好|哈喽|嗨|老师们?好|早上好|上午好|下午好|晚上好|打扰一?下"
    r"|请问一?下?|想?请教一?下?|我?想(?:咨询|问)一?下|麻烦问一?下)" + _PAUSE,
    re.IGNORECASE,
)
_THANKS = re.compile(
    _PAUSE + r"(?:thanks?(?: you)?(?: so much| very much| a lot| in advance)?|many thanks|cheers"
    r"|谢谢(?:您|你|老师|啦|了)?|多谢|感谢|辛苦了)" + _PAUSE + "$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?。！？\n]*(?:[.](?=\S)[^.!?。！？\n]*)*[.!?。！？\n]+|[^.!?。！？\n]+$")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")


def clean(text: str) -> str:
    """Return the text without control characters and surrogates, in NFKC, with single spaces; line ends stay."""
    shown = "".join(char if _is_shown(char) else " " if char in "\t\r\v\f\x85" else "" for char in text[:LONGEST])
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFKC", shown).splitlines())
    return "\n".join(line for line in lines if line)


def _is_shown(char: str) -> bool:
    return char == "\n" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")


def strip_manners(text: str) -> str:
    """Return the text without greetings before and thanks behind; a text of manners alone is returned as it is."""
    rest, before = text, None
    while rest != before:
        before = rest
        rest = _THANKS.sub("", _GREETINGS.sub("", rest.strip()))
    return rest if any(map(str.isalnum, rest)) else text


def sentences(text: str) -> list[str]:
    """Split at the ends of sentences and lines, in both scripts; a dot inside a word or number ends nothing."""
    parts = (part.strip() for part in _SENTENCE.findall(text))
    return [part for part in parts if any(map(str.isalnum, part))]


def gist(text: str, width: int = 320) -> str:
    """Return the first sentences, about as many as are encoded in 50 ms; a Chinese character counts four times."""
    kept: list[str] = []
    used = 0
    for sentence in sentences(text):
        used += len(sentence) + 3 * len(_HAN.findall(sentence))
        if kept and used > width:
            break
        kept.append(sentence)
    return " ".join(kept)[:width]


def key_of(text: str) -> str:
    """Return what is compared where two texts count as the same: letters and digits only, words kept apart."""
    words = re.sub(r"[\W_]+", " ", text.casefold()).split()
    return re.sub(r"(?<=[\u3400-\u9fff]) | (?=[\u3400-\u9fff])", "", " ".join(words))


class Washer:
    """Turns a text into the form in which phrasings and questions are compared."""

    def wash(self, text: str) -> str:
        """Return the text cleaned, in simplified characters, without manners."""
        return strip_manners(converter(TO_SIMPLIFIED).convert(clean(text)))

    def simplify(self, text: str) -> str:
        return str(converter(TO_SIMPLIFIED).convert(clean(text)))

"""The words by which texts are found: pairs of Chinese characters, and words of all other scripts as they stand.

Pairs find every Chinese phrase wherever it stands, whatever a dictionary would have made of the text around it; what is
indexed and what is looked for are cut by the same function, so that no choice of words can keep them apart.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from operator import add

import opencc

MOST_LETTERS = 30
"""Letters of a word that count; what goes on longer is no word of a language."""

_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\U00020000-\U0003134f"
"""Kana, Han and Hangul: scripts in which a space does not tell words apart."""
_RUN = re.compile(f"[{_UNSPACED}]+|[^\\W_{_UNSPACED}]+")
_LAST_SPACED = "\u303f"
_LETTER = re.compile(f"[{_UNSPACED}]")
_SHORTEST_BEGINNING = 3


@dataclass(frozen=True, slots=True)
class Term:
    """One word that is looked for; `begins` where any word that begins like it will do."""

    word: str
    begins: bool


def words_of(text: str) -> list[str]:
    """Return the words of a text, repeats included: made of letters and digits only, never empty.

    Of 续借书 these are 续借, 借书 and 书: each character begins a word, so that one alone can be looked for too.
    """
    if text.isascii():
        return [run[:MOST_LETTERS] for run in _runs(text)]
    words: list[str] = []
    for run in _runs(text):
        if is_unspaced(run):
            words += map(add, run, run[1:])
            words.append(run[-1])
        else:
            words.append(run[:MOST_LETTERS])
    return words


def terms_of(query: str) -> list[Term]:
    """Return what has to be on a page that a librarian's words lead to; none where they hold no letter or digit."""
    terms = dict.fromkeys(term for run in _runs(query) for term in _terms_of(run))
    return list(terms)


def is_unspaced(run: str) -> bool:
    """Tell whether these letters belong to a script without spaces; a run has letters of one kind only."""
    return run[0] > _LAST_SPACED and _LETTER.match(run) is not None


def _terms_of(run: str) -> Iterable[Term]:
    if not is_unspaced(run):
        return [Term(run[:MOST_LETTERS], len(run) >= _SHORTEST_BEGINNING)]
    if len(run) == 1:
        return [Term(run, begins=True)]
    return [Term(pair, begins=False) for pair in map(add, run, run[1:])]


def _runs(text: str) -> list[str]:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_simplified())
    return _RUN.findall(text.lower())


@cache
def _simplified() -> str:
    """Return, at each character's place, how it is written in Simplified: both ways of writing find each other."""
    letters = [chr(code) for code in range(0x10000)]
    han = slice(0x3400, 0xA000)
    letters[han] = opencc.OpenCC("t2s").convert("\n".join(letters[han])).split("\n")
    return "".join(letters)

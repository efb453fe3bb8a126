"""Finds the item that a question names: a DOI, an ISBN, a title in its marks, or what "do you have …" asks for."""

import re
from dataclasses import dataclass
from urllib.parse import quote

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"'<>，。；、）)]+", re.IGNORECASE)
_ISBN = re.compile(r"(?<![\d-])(?:97[89][ -]?)?(?:\d[ -]?){9}[\dXx](?![\d-])")
_CHINESE_TITLE = re.compile(r"《([^《》]{1,120})》")
_QUOTED = re.compile(r"[\"“”「『]([^\"“”「」『』]{2,160})[\"“”」』]")
_ASKED = (
    re.compile(
        r"有没有(?:一本|一部|本)?(?:叫做?)?(.{2,40}?)(?:这本书|这本|的书|的期刊|杂志|电子版|纸质版)?(?:吗|呢|呀|啊)?[?？。!！]*$"
    ),
    re.compile(
        r"\b(?:do(?:es)? (?:you(?: guys)?|the library|we) (?:have|own|carry|hold)|is there|where (?:can|do) i find"
        r"|looking for|trying to (?:find|locate|access)|access to|find|locate)\s+"
        r"(?:(?:a|the|an|any)\s+)?(?:(?:print|electronic|digital|physical|hard|online)\s+)?"
        r"(?:(?:copy|copies|version|book|ebook|e-book|journal|article|movie|film|dvd|magazine)s?\s+)?"
        r"(?:of|called|titled|entitled|by|named)?\s*(.{2,160}?)"
        r"(?:\s+(?:in|at|from|through) (?:the|your|our) (?:library|libraries|catalog(?:ue)?|collection).*)?[?.!]*$",
        re.IGNORECASE,
    ),
)
_WEIGHTS_10 = range(10, 0, -1)


@dataclass(frozen=True, slots=True)
class Item:
    """What a question names. `certain` where marks or a number show that it is one item, whatever else is said."""

    name: str
    certain: bool
    is_article: bool = False


def find_item(text: str) -> Item | None:
    """Return the item that a text names by number or by the marks of a title; None where there is none."""
    doi = _DOI.search(text)
    if doi:
        return Item(doi[0].rstrip(".,;"), certain=True, is_article=True)
    for found in _ISBN.finditer(text):
        if is_isbn(found[0]):
            return Item(re.sub(r"[ -]", "", found[0]).upper(), certain=True)
    title = _CHINESE_TITLE.search(text)
    if title:
        return Item(title[1].strip(), certain=True)
    quoted = _QUOTED.search(text)
    return Item(quoted[1].strip(" .,;:，。"), certain=False) if quoted else None


def asked_for(text: str) -> str:
    """Return the words to search the catalogue with: the named item, else what is asked for, else the whole text."""
    item = find_item(text)
    if item:
        return item.name
    matches = (pattern.search(text) for pattern in _ASKED)
    found = next((match[1].strip(" ,.，。") for match in matches if match), "")
    return found or " ".join(text.split())[:120].strip(" ?？.。!！")


def is_isbn(text: str) -> bool:
    """Tell whether the check digit is right (ISO 2108, both lengths)."""
    signs = re.sub(r"[ -]", "", text).upper()
    digits = [10 if sign == "X" else int(sign) for sign in signs]
    if len(digits) == len(_WEIGHTS_10):
        return sum(weight * digit for weight, digit in zip(_WEIGHTS_10, digits, strict=True)) % 11 == 0
    return "X" not in signs and sum(digit * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0


def search_url(pattern: str, asked: str) -> str:
    """Return the catalogue's search page for some words."""
    return pattern.replace("{query}", quote(asked, safe=""))

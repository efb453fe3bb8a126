"""Turns our HTML into the little that Telegram knows (b, i, a, code, pre), lists, tables and headings into text.

core.telegram.org/bots/api#html-style: tags must be closed within a message, and code and pre hold no other tag.
"""

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser

_TAGS = {"b": "b", "strong": "b", "i": "i", "em": "i", "code": "code", "pre": "pre", "a": "a"}
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "th"})
_PARAGRAPHS = frozenset({"p", "pre", "blockquote", "table", "hr", "div", "ul", "ol"}) | (_HEADINGS - {"th"})
_LINES = frozenset({"li", "tr", "dt", "dd"})
_LISTS = frozenset({"ul", "ol"})
_BLANK = re.compile(r"[ \t\n\r\f]+")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text within the same tags, outermost first; a tag may hold an attribute: `a href="…"`."""

    text: str
    tags: tuple[str, ...] = ()


def read_html(source: str) -> tuple[Run, ...]:
    """Return the runs of safe HTML (the output of routing's Markup port); unknown tags leave their text."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return tuple(reader.runs)


def to_html(runs: tuple[Run, ...]) -> str:
    """Write runs as Telegram's HTML."""
    return "".join(
        "".join(f"<{tag}>" for tag in run.tags)
        + html.escape(run.text, quote=False)
        + "".join(f"</{tag.partition(' ')[0]}>" for tag in reversed(run.tags))
        for run in runs
    )


def to_text(runs: tuple[Run, ...]) -> str:
    """Write runs without any markup."""
    return "".join(run.text for run in runs)


def part_of(runs: tuple[Run, ...], start: int, end: int) -> tuple[Run, ...]:
    """Return the runs between two places of their text; a run that is cut keeps its tags on both sides."""
    kept, place = [], 0
    for run in runs:
        text = run.text[max(start - place, 0) : max(end - place, 0)]
        if text:
            kept.append(Run(text, run.tags))
        place += len(run.text)
    return tuple(kept)


def link(text: str, url: str) -> Run:
    """Return a link, or the bare text where the address is none that Telegram opens."""
    if not url.startswith(("https://", "http://")):
        return Run(text)
    return Run(text, (f'a href="{html.escape(url)}"',))


class _Reader(HTMLParser):
    """Collects runs. Line breaks wait for the next text, so that none stands at the end or twice."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[Run] = []
        self._open: list[tuple[str, str]] = []
        self._lists: list[int | None] = []
        self._breaks = 0
        self._lead = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._space(tag)
        if tag in _LISTS:
            self._lists.append(1 if tag == "ol" else None)
        elif tag == "li":
            self._lead = self._marker()
        elif tag == "br":
            self._breaks += 1
        elif tag in {"td", "th"} and not self._breaks:
            self._lead = "| " if self._at_line_start() else " | "
        self._enter(tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in _LISTS and self._lists:
            self._lists.pop()
        self._space(tag)
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag)]

    def handle_data(self, data: str) -> None:
        exact = any(name == "pre" for name, _ in self._open)
        text = data if exact else _BLANK.sub(" ", data)
        if not exact and self._at_line_start():
            text = text.lstrip(" ")
        if not text:
            return
        before = ("\n" * self._breaks if self.runs else "") + self._lead
        if before:
            self.runs.append(Run(before))
        self._breaks, self._lead = 0, ""
        self.runs.append(Run(text, self._tags()))

    def _enter(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag in _HEADINGS:
            self._open.append((tag, "b"))
        elif tag == "a":
            self._open.extend(("a", opening) for opening in link("", attributes.get("href") or "").tags)
        elif tag in _TAGS:
            self._open.append((tag, _TAGS[tag]))
        elif tag == "img":
            self.handle_data(attributes.get("alt") or "")

    def _tags(self) -> tuple[str, ...]:
        openings = [opening for _, opening in self._open]
        alone = next((opening for opening in openings if opening in {"pre", "code"}), None)
        return (alone,) if alone else tuple(dict.fromkeys(openings))

    def _space(self, tag: str) -> None:
        wanted = 2 if tag in _PARAGRAPHS else 1 if tag in _LINES else 0
        if tag in _LISTS and self._lists:
            wanted = 1
        self._breaks = max(self._breaks, wanted)

    def _marker(self) -> str:
        number = self._lists[-1] if self._lists else None
        indent = "  " * (len(self._lists) - 1)
        if number is None:
            return f"{indent}• "
        self._lists[-1] = number + 1
        return f"{indent}{number}. "

    def _at_line_start(self) -> bool:
        return not self.runs or self._breaks > 0 or bool(self._lead) or self.runs[-1].text.endswith((" ", "\n"))

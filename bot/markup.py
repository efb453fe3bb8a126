"""Markdown to HTML that is safe to show anywhere, and to plain text that reads well in a mail or a messenger."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

_TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "a", "code", "pre", "blockquote", "ul", "ol", "li", "h3", "h4"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_HEADINGS = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
_CELL_END = "\x1f"
_BLANK_LINES = re.compile(r"\n{3,}")


REMEMBERED = 1_024
"""Recent texts whose rendering is kept: a library gives the same answers again and again."""


class MarkdownMarkup:
    """Implements routing.ports.Markup. Thread-safe: a parse keeps nothing."""

    def __init__(self) -> None:
        self.to_html = lru_cache(REMEMBERED)(self._to_html)
        self.to_text = lru_cache(REMEMBERED)(self._to_text)
        self._markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable("table")
        self._cleaner = nh3.Cleaner(
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            url_schemes=_SCHEMES,
            link_rel="noopener noreferrer nofollow",
            set_tag_attribute_values={"a": {"target": "_blank"}},
        )

    def _to_html(self, markdown: str) -> str:
        """Return HTML of the allow-list only; raw HTML in the source is shown as the text it is."""
        tokens = self._markdown.parse(markdown)
        for token in tokens:
            token.tag = _HEADINGS.get(token.tag, token.tag)
        rendered = self._markdown.renderer.render(tokens, self._markdown.options, {})
        return self._cleaner.clean(rendered).strip()

    def _to_text(self, markdown: str) -> str:
        """Return plain text: links as "text (address)", items as "- ", a table's cells apart by " | "."""
        text = "".join(_text(self._markdown.parse(markdown)))
        cells_apart = text.replace(f"{_CELL_END}\n", "\n").replace(_CELL_END, " | ")
        return _BLANK_LINES.sub("\n\n", cells_apart).strip()


def _text(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the pieces of a text; lists know their depth and their numbers."""
    lists: list[int | None] = []
    for token in tokens:
        if token.type == "bullet_list_open":
            lists.append(None)
        elif token.type == "ordered_list_open":
            lists.append(int(token.attrGet("start") or 1))
        elif token.type == "list_item_open":
            yield _bullet(lists)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
            yield "" if lists else "\n"
        else:
            yield _block(token, inside_list=bool(lists))


def _block(token: Token, *, inside_list: bool) -> str:
    match token.type:
        case "inline":
            return _inline(token.children or ())
        case "paragraph_close" | "heading_close":
            return "\n" if inside_list else "\n\n"
        case "fence" | "code_block" | "html_block":
            return f"{token.content}\n"
        case "th_close" | "td_close":
            return _CELL_END
        case "tr_close" | "table_close":
            return "\n"
        case _:
            return ""


def _bullet(lists: list[int | None]) -> str:
    number, indent = lists[-1], "  " * (len(lists) - 1)
    if number is None:
        return f"{indent}- "
    lists[-1] = number + 1
    return f"{indent}{number}. "


def _inline(tokens: Sequence[Token]) -> str:
    pieces: list[str] = []
    links: list[tuple[int, str]] = []
    for token in tokens:
        if token.type == "link_open":
            links.append((len(pieces), str(token.attrGet("href") or "")))
        elif token.type == "link_close":
            start, address = links.pop()
            pieces.append(_address("".join(pieces[start:]), address))
        elif token.type in ("softbreak", "hardbreak"):
            pieces.append("\n")
        else:
            pieces.append(token.content)
    return "".join(pieces)


def _address(words: str, address: str) -> str:
    """Return what stands behind a link's words: nothing where they are the address already."""
    bare = address.removeprefix("mailto:").removeprefix("tel:")
    return "" if bare in words else f" ({bare})"

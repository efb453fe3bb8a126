"""HTML to plain text, with the quoted part marked where a client's own markup shows it."""

import re
from html.parser import HTMLParser

from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

MAX_HTML = 1_000_000
MAX_DEPTH = 150
"""Elements within elements that inscriptis is given; it recurses, and libxml2 drops what is deeper than 256."""

QUOTE_MARK = "\u2063\u2063\u2063"
"""A line of its own where the quoted part begins: invisible separators, which nobody types."""

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})([^<>]*)>")
UNCOUNTED = re.compile(
    "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|p|li|dt|dd|option|tr|td|th|tbody|thead"
)
"""Elements that stay empty or that the next one of their kind ends."""
BLOCKS = re.compile("p|div|br|tr|li|h[1-6]|blockquote|table|pre|hr|ul|ol|dl")
UNSEEN = frozenset({"script", "style", "head", "title", "template"})
DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")

QUOTES = re.compile(
    r"<(?:div|blockquote|span|p|table|hr|a|section|includetail)\b[^<>]{0,500}?\b(?:class|id|name|style)\s*=\s*[\"']?"
    r"(?:[^\"'<>]{0,200}\s)?(?:gmail_quote|gmail_extra|divRplyFwdMsg|moz-cite-prefix|protonmail_quote|yahoo_quoted|"
    r"zmail_extra|zimbra_quote|OutlookMessageHeader|mail-editor-reference-message-container|"
    r"ntes-mailmaster-quote|isReplyContent|x_divRplyFwdMsg)[^<>]*>|<includetail\b[^<>]*>",
    re.IGNORECASE,
)


def to_text(html: str) -> str:
    """Return an HTML body as text; the line QUOTE_MARK stands before what the client marked as quoted."""
    html = DECLARATION.sub("", html[:MAX_HTML])
    html = QUOTES.sub(lambda found: f"<p>{QUOTE_MARK}</p>{found[0]}", html, count=1)
    if depth_of(html) > MAX_DEPTH:
        return flat_text(html)
    profile = ParserConfig(css=CSS_PROFILES["strict"])
    return str(get_text(html, profile))


def depth_of(html: str) -> int:
    """Return about how deep the elements stand in each other."""
    depth = deepest = 0
    for closing, name, rest in TAG.findall(html):
        if UNCOUNTED.fullmatch(name.lower()) or rest.endswith("/"):
            continue
        depth = max(depth - 1, 0) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest


class FlatText(HTMLParser):
    """Gathers text in the order of the tags, without a tree: nothing can be nested too deep for it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's own
        self._unseen += tag in UNSEEN
        if BLOCKS.fullmatch(tag):
            self._pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        if BLOCKS.fullmatch(tag):
            self._pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._pieces.append(" ".join(data.split()))

    def text(self) -> str:
        return re.sub(r"\n{3,}", "\n\n", "".join(self._pieces))


def flat_text(html: str) -> str:
    """Return the text of HTML that is nested too deep to be laid out."""
    flat = FlatText()
    flat.feed(html)
    flat.close()
    return flat.text()

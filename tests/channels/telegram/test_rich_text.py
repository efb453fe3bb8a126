"""Our HTML becomes the little that Telegram knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.telegram.rich_text import part_of, read_html, to_html, to_text
from tests.parts.bot_api_rules import refusal


def told(source: str) -> str:
    return to_html(read_html(source))


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("<p>可以<strong>续借</strong>一次。</p>", "可以<b>续借</b>一次。"),
        ("<p>one</p>\n<p>two<br>three</p>\n", "one\n\ntwo\nthree"),
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", "• a\n• b"),
        ("<ol><li><p>a</p></li><li><p>b</p></li></ol>", "1. a\n\n2. b"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "• a\n  • b\n• c"),
        ("<h2>Hours</h2><p>8-22</p>", "<b>Hours</b>\n\n8-22"),
        ("<table><tr><th>日</th><th>时</th></tr>\n<tr>\n<td>一</td>\n<td>8-22</td></tr></table>", None),
        ('<a href="https://lib.example/?a=1&amp;b=2">here</a>', '<a href="https://lib.example/?a=1&amp;b=2">here</a>'),
        ('<a href="mailto:ask@lib.example">ask@lib.example</a>', "ask@lib.example"),
        ("<p>a &lt; b &amp; c</p>", "a &lt; b &amp; c"),
        ("<pre><code>x  =\n 1</code></pre>", "<pre>x  =\n 1</pre>"),
        ("<strong><code>id</code></strong>", "<code>id</code>"),
        ("<em>a <strong>b</strong></em>", "<i>a </i><i><b>b</b></i>"),
        ("<strong>never closed", "<b>never closed</b>"),
        ("a</strong> b", "a b"),
        ('<p>see <img src="x" alt="map"> there</p>', "see map there"),
        ("", ""),
    ],
)
def test_markup_is_told_in_telegrams_words(source, html):
    expected = "<b>日</b> | <b>时</b>\n一 | 8-22" if html is None else html

    assert told(source) == expected


def test_a_text_cut_in_bold_is_bold_on_both_sides():
    runs = read_html("ab<strong>cd</strong>ef")

    assert [to_html(part_of(runs, 0, 3)), to_html(part_of(runs, 3, 6))] == ["ab<b>c</b>", "<b>d</b>ef"]


tags = [
    f"<{name}>" for name in ("p", "/p", "b", "/b", "em", "/em", "code", "/code", "pre", "/pre", "td", "li", "ol", "/ol")
]
pieces = st.sampled_from(
    [*"续 a<&\"'>", *tags, "<br/>", "<x-y>", "<!--", "</a>", '<a href="http://x/?<b>">', "&lt;", "&amp;", "&#0;"]
)


@given(st.lists(pieces, max_size=40).map("".join))
def test_whatever_comes_in_telegram_can_parse_what_goes_out(source):
    runs = read_html(source)
    sent = {"text": to_html(runs) + ".", "parse_mode": "HTML"}

    assert refusal(sent, known=True, blocked=False) is None
    assert "\n\n\n" not in to_text(runs) or "<pre>" in source or "<br/>" in source

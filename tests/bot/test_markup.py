import re

import pytest

from bot.markup import MarkdownMarkup


@pytest.fixture(scope="module")
def markup():
    return MarkdownMarkup()


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<img src=x onerror=alert(1)>",
        "![x](https://evil.example/pixel.png)",
        "[x](vbscript:x 'a\" onclick=alert(1)')",
        "`<b onmouseover=alert(1)>`",
    ],
)
def test_nothing_active_gets_through(markup: MarkdownMarkup, source: str):
    html = markup.to_html(source)

    assert set(re.findall(r"<(\w+)", html)) <= {"p", "a", "code"}
    assert not re.search(r"<[^>]*(?:javascript|data:|vbscript|onclick|onerror)", html)


def test_a_link_opens_apart_and_tells_nothing(markup: MarkdownMarkup):
    html = markup.to_html("[rules](https://library.example/rules)")

    assert html == (
        '<p><a href="https://library.example/rules" target="_blank" rel="noopener noreferrer nofollow">rules</a></p>'
    )


def test_structure_survives(markup: MarkdownMarkup):
    html = markup.to_html("# Hours\n\n- **a**\n- b\n\n| x | y |\n|---|---|\n| 1 | 2 |")

    assert "<h3>Hours</h3>" in html
    assert "<li><strong>a</strong></li>" in html
    assert "<td>1</td>" in html


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("[rules](https://x.example)", "rules (https://x.example)"),
        ("<https://x.example>", "https://x.example"),
        ("[ask@x.example](mailto:ask@x.example)", "ask@x.example"),
        ("a **b** `c`\nd", "a b c\nd"),
        ("Hours:\n\n- a\n- b\n  1. c\n  2. d\n\nend", "Hours:\n\n- a\n- b\n  1. c\n  2. d\n\nend"),
        ("a\n\nb", "a\n\nb"),
        ("1 < 2 & <b>", "1 < 2 & <b>"),
        ("| x | y |\n|---|---|\n| 1 | 2 |", "x | y\n1 | 2"),
    ],
)
def test_plain_text_reads_well(markup: MarkdownMarkup, source: str, text: str):
    assert markup.to_text(source) == text

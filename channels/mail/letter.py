"""How a mail of ours looks: the text, the same as HTML, and the bilingual footer that says who writes."""

from dataclasses import dataclass

from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from routing.messages import Author, Outbound

AUTOMATIC = {
    "zh": "这封邮件由图书馆的自动服务发出。直接回复本邮件，馆员会看到。",
    "en": "This mail was sent by the library's automatic service. Reply to it to reach a librarian.",
}
PERSONAL = {
    "zh": "直接回复本邮件，馆员会看到。",
    "en": "Reply to this mail to reach a librarian.",
}
CASE = {"zh": "受理号", "en": "Case"}

TEXT = """\
{{ text }}
{%- if choices %}

{% for choice in choices %}- {{ choice.title }}
{% endfor %}{% endif %}
{%- if sources %}

{% for source in sources %}{{ source.title }}{% if source.url %}: {{ source.url }}{% endif %}
{% endfor %}{% endif %}

-- \n\
{% for line in footer %}{{ line }}
{% endfor %}"""

HTML = """\
<!DOCTYPE html>
<html lang="{{ language }}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>
<body style="margin:0;padding:24px 16px;background:#ffffff;color:#1f2328;
font:16px/1.6 -apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif;">
<div style="max-width:600px;margin:0 auto;">
{{ html }}
{% if choices %}<ul>{% for choice in choices %}<li>{{ choice.title }}</li>{% endfor %}</ul>{% endif %}
{% if sources %}<p style="font-size:14px;color:#57606a;">
{%- for source in sources %}{% if not loop.first %}<br>{% endif %}
{%- if source.url %}<a href="{{ source.url }}" style="color:#0b5cad;">{{ source.title }}</a>
{%- else %}{{ source.title }}{% endif %}{% endfor %}</p>{% endif %}
<div style="margin-top:24px;padding-top:12px;border-top:1px solid #d0d7de;font-size:13px;color:#57606a;">
{% for line in footer %}{{ line }}<br>
{% endfor %}</div>
</div>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Letter:
    """The two faces of one mail."""

    text: str
    html: str


class LetterPaper:
    """Renders mails; templates are compiled once."""

    def __init__(self, *, library_zh: str, library_en: str) -> None:
        self._library = {"zh": library_zh, "en": library_en}
        # One environment writes plain text, in which nothing is to be escaped; what goes into HTML is escaped.
        self._text = SandboxedEnvironment(autoescape=False).from_string(TEXT)
        self._html = SandboxedEnvironment(autoescape=True).from_string(HTML)

    def write(self, outbound: Outbound) -> Letter:
        """Lay out one message. `outbound.html` is safe already (routing's Markup port made it)."""
        footer = self._footer(outbound)
        words = {"choices": outbound.choices, "sources": outbound.sources, "footer": footer}
        html = Markup(outbound.html) if outbound.html else paragraphs(outbound.text)  # noqa: S704 - see the docstring
        return Letter(
            text=self._text.render(text=outbound.text.rstrip(), **words),
            html=self._html.render(html=html, language=outbound.language, **words),
        )

    def sender_name(self, outbound: Outbound) -> str:
        """Return the display name of From: the library's, after the librarian's where one writes."""
        library = self._library[first_language(outbound.language)]
        personal = outbound.author is Author.LIBRARIAN and outbound.name
        return f"{outbound.name} · {library}" if personal else library

    def _footer(self, outbound: Outbound) -> list[str]:
        notice = PERSONAL if outbound.author is Author.LIBRARIAN else AUTOMATIC
        first = first_language(outbound.language)
        lines = []
        for language in (first, "en" if first == "zh" else "zh"):
            lines.append(f"{self._library[language]} · {CASE[language]} {outbound.case}")
            lines.append(notice[language])
        return lines


def first_language(language: str) -> str:
    """Return which of our two languages stands first for a reader of this language."""
    return "zh" if language.lower().startswith("zh") else "en"


def paragraphs(text: str) -> Markup:
    """Return plain text as HTML: escaped, blank lines as paragraphs, line ends as breaks."""
    blocks = (block for block in text.replace("\r\n", "\n").split("\n\n") if block.strip())
    lines = (Markup("<br>").join(block.strip("\n").split("\n")) for block in blocks)
    return Markup("\n").join(Markup("<p>{}</p>").format(line) for line in lines)

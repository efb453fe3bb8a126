"""What a mail says and what it carries: the text to read, and the files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from mimetypes import MimeTypes

from channels.mail.charsets import decode, storable
from channels.mail.html_text import MAX_HTML, to_text
from channels.mail.mime import Part

MAX_TEXT = 200_000
"""Code points of a mail's text that are shown; the raw mail keeps all."""
MAX_NAME = 150

MACHINE_TYPES = frozenset({"message/delivery-status", "message/feedback-report", "text/rfc822-headers"})
LINE_END = re.compile(r"\r\n|\r|\n|\u2028|\u2029")
UNSAFE_IN_NAME = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a mail."""

    name: str
    type: str
    data: bytes


def read_text(mail: Part) -> str:
    """Return the text of a mail, lines ending in LF."""
    texts = (text_of(part).strip("\n") for part in shown(mail))
    return "\n\n".join(text for text in texts if text.strip())[:MAX_TEXT]


def shown(part: Part) -> Iterator[Part]:
    """Yield the parts that are read as the mail's text, in order; of alternatives the plain one if it is not empty."""
    if part.type == "multipart/alternative":
        options = [option for child in part.parts if (option := list(shown(child)))]
        plain = [option for option in options if any(leaf.type == "text/plain" for leaf in option)]
        written = [option for option in plain + options if any(leaf.decoded().strip() for leaf in option)]
        yield from written[0] if written else []
    elif part.parts:
        for child in part.parts:
            yield from shown(child)
    elif is_text(part):
        yield part


def is_text(part: Part) -> bool:
    """Tell whether a leaf is text to read rather than a file."""
    named = part.disposition.get("filename") or part.content.get("name")
    attached = part.disposition.main == "attachment" or (named and part.disposition.main != "inline")
    return part.type in {"text/plain", "text/html", "text/enriched"} and not attached


def text_of(part: Part) -> str:
    """Return the text of one leaf."""
    charset = part.content.get("charset")
    if part.type == "text/html":
        html = decode(part.decoded()[:MAX_HTML], charset)
        return storable(tidy(to_text(html)))
    text = tidy(decode(part.decoded()[: MAX_TEXT * 4], charset).removeprefix("\ufeff"))
    if part.content.get("format").lower() == "flowed":
        return unflow(text, delsp=part.content.get("delsp").lower() == "yes")
    return text


def tidy(text: str) -> str:
    """Return a text with one kind of line end and at most one space before it (to which RFC 3676 gives a meaning)."""
    return "\n".join(line.rstrip() + " " * line.endswith(" ") for line in LINE_END.split(text))


def unflow(text: str, *, delsp: bool) -> str:
    """Join the lines that a client broke for transport (RFC 3676); a signature's "-- " and quotes are left alone."""
    out: list[str] = []
    is_open = False
    for line in text.split("\n"):
        flows = line.endswith(" ") and line != "-- " and not line.startswith(">")
        stuffed = line.removeprefix(" ")
        piece = stuffed[:-1] if flows and delsp else stuffed
        if is_open and line != "-- " and not line.startswith(">"):
            out[-1] += piece
        else:
            out.append(piece)
        is_open = flows
    return "\n".join(out)


def read_files(mail: Part) -> tuple[File, ...]:
    """Return the files of a mail, pictures within its text included."""
    texts = {id(part) for part in shown(mail)}
    skipped = {
        id(part) for branch in mail.walk() if branch.type == "multipart/alternative" for part in texts_of(branch)
    }
    leaves = [part for part in mail.walk() if not part.type.startswith("multipart/")]
    files = [part for part in leaves if id(part) not in texts | skipped and part.type not in MACHINE_TYPES]
    return tuple(read_file(part, number) for number, part in enumerate(files, 1))


def texts_of(branch: Part) -> list[Part]:
    """Return the texts among alternatives: what was not shown of them is no file."""
    return [part for part in branch.walk() if is_text(part)]


def read_file(part: Part, number: int) -> File:
    """Return one leaf as a file with a name that is safe to show and to save under."""
    named = part.disposition.get("filename") or part.content.get("name")
    data = part.decoded()
    return File(safe_name(named) or f"attachment-{number}{extension(part.type)}", part.type, data)


def safe_name(name: str) -> str:
    """Return a file name without path, controls and direction marks."""
    base = name.replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = UNSAFE_IN_NAME.sub("_", storable(base)).strip(" .").rpartition(".")
    return f"{stem[:MAX_NAME]}{dot}{ending[:20]}" if dot else ending[:MAX_NAME]


def extension(kind: str) -> str:
    """Return a file ending for a type; a mail within the mail is an .eml."""
    if kind == "message/rfc822":
        return ".eml"
    return MimeTypes().guess_extension(kind) or ".bin"

"""Mail headers, read by a forgiving and bounded layer of our own: the standard library raises or stalls on bad ones."""

import re
from binascii import Error as Base64Error
from binascii import a2b_base64, a2b_qp
from dataclasses import dataclass

from channels.mail.charsets import decode, storable
from channels.mail.glance import MAX_HEADER_BLOCK

MAX_HEADER = 8 * 1024
"""Bytes of one header that are read."""

BLANK_LINE = re.compile(rb"(?:\r\n|\n)(?:\r\n|\n)|\r\r(?!\n)")
LINE_END = re.compile(rb"\r\n|\n|\r")
FOLD = re.compile(rb"(?:\r\n|\n|\r)(?=[ \t])")
NAME = re.compile(rb"[!-9;-~]{1,76}(?=[ \t]*:)")
ENCODED_WORD = re.compile(r"=\?([\w.:+-]{1,64})(?:\*[\w-]{0,16})?\?([bBqQ])\?([^?]*)\?=")
NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


@dataclass(frozen=True, slots=True)
class Header:
    """One header: its name in lower case, its value unfolded, in bytes as they came."""

    name: str
    value: bytes


@dataclass(frozen=True, slots=True)
class Headers:
    """The headers of a mail or of a part, in the order in which they came."""

    fields: tuple[Header, ...]

    def all(self, name: str) -> list[bytes]:
        return [field.value for field in self.fields if field.name == name]

    def first(self, name: str) -> bytes:
        return next((field.value for field in self.fields if field.name == name), b"")

    def text(self, name: str) -> str:
        """Return the first header of that name as people read it."""
        return decode_words(decode(self.first(name)))


def split_mail(raw: bytes) -> tuple[Headers, bytes]:
    """Return the headers and the body; 64 KB of headers are read, each up to 8 KB."""
    if LINE_END.match(raw):
        return Headers(()), raw.lstrip(b"\r\n")
    end = BLANK_LINE.search(raw)
    block, body = (raw[: end.start()], raw[end.end() :]) if end else (raw, b"")
    lines = LINE_END.split(FOLD.sub(b"", block[:MAX_HEADER_BLOCK]))
    fields = tuple(header for line in lines if (header := read_line(line)) is not None)
    # What has no headers at all is a body whose sender left the blank line out.
    return (Headers(fields), body) if fields else (Headers(()), raw)


def read_line(line: bytes) -> Header | None:
    """Return the header of one unfolded line, or None where it is none (mbox's `From `, garbage)."""
    name = NAME.match(line)
    if name is None:
        return None
    value = line[: MAX_HEADER + name.end()][name.end() :].lstrip(b" \t")[1:]
    return Header(name[0].decode("ascii").lower(), value.strip())


def decode_words(text: str) -> str:
    """Return a header with its encoded words decoded (RFC 2047), neighbours in one charset as one run of bytes."""
    out: list[str] = []
    charset, run, at = "", b"", 0
    for word in ENCODED_WORD.finditer(text):
        between = text[at : word.start()]
        joined = bool(charset) and not between.strip()
        if not (joined and word[1].lower() == charset):
            out.append(decode(run, charset) if charset else "")
            out.append("" if joined else between)
            charset, run = word[1].lower(), b""
        run += decode_word(word[2], word[3])
        at = word.end()
    out.append(decode(run, charset) if charset else "")
    return storable("".join(out) + text[at:])


def decode_word(encoding: str, payload: str) -> bytes:
    """Return the bytes of one encoded word."""
    octets = payload.encode("utf-8", "replace")
    return decode_base64(octets) if encoding in "bB" else a2b_qp(octets, header=True)


def decode_base64(data: bytes) -> bytes:
    """Decode base64 as far as it goes: without padding, with line noise, cut off in the middle."""
    clean = NOT_BASE64.sub(b"", data.partition(b"=")[0])
    clean = clean[: len(clean) - (len(clean) % 4 == 1)]
    try:
        return a2b_base64(clean + b"=" * (-len(clean) % 4))
    except Base64Error:
        return b""

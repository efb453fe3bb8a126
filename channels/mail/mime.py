"""The parts of a mail: cut at their boundaries and decoded, never deeper or more than the caps allow."""

import re
from binascii import Error as EncodingError
from binascii import a2b_qp, a2b_uu
from collections.abc import Iterator
from dataclasses import dataclass

from channels.mail.headers import Headers, decode_base64, split_mail
from channels.mail.parameters import Value, read_value

MAX_DEPTH = 20
MAX_PARTS = 200
MAX_BOUNDARY = 200
FIRST_BOUNDARY = re.compile(rb"(?:^|\r\n|\n)--([^\s-][^\r\n]{0,199}?)[ \t]*\r?\n")


@dataclass(frozen=True, slots=True)
class Part:
    """One part: a leaf with a body, or a multipart with parts below it."""

    headers: Headers
    type: str
    content: Value
    disposition: Value
    body: bytes
    parts: tuple["Part", ...] = ()

    def walk(self) -> Iterator["Part"]:
        """Yield this part and all below it, in order."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def decoded(self) -> bytes:
        """Return the body without its transfer encoding."""
        encoding = self.headers.text("content-transfer-encoding").strip().lower()
        return decode_body(self.body, encoding)


class Budget:
    """How many parts may still be read."""

    def __init__(self) -> None:
        self._left = MAX_PARTS

    def take(self) -> bool:
        self._left -= 1
        return self._left >= 0


def read_parts(raw: bytes) -> Part:
    """Read a mail into its parts: 200 at most, 20 deep at most; what is beyond stays unread."""
    return _read(raw, depth=0, budget=Budget())


def _read(raw: bytes, *, depth: int, budget: Budget) -> Part:
    headers, body = split_mail(raw)
    content = read_value(headers.first("content-type"))
    disposition = read_value(headers.first("content-disposition"))
    kind = content.main if "/" in content.main else "text/plain"
    if not kind.startswith("multipart/"):
        return Part(headers, kind, content, disposition, body)
    pieces = cut(body, _boundary(content, body)) if depth < MAX_DEPTH else []
    parts = tuple(_read(piece, depth=depth + 1, budget=budget) for piece in pieces if budget.take())
    return Part(headers, kind, content, disposition, b"" if parts else body, parts)


def _boundary(content: Value, body: bytes) -> bytes:
    """Return the boundary that was announced, or the one that is there."""
    named = content.get("boundary").encode("utf-8", "replace")[:MAX_BOUNDARY]
    if named:
        return named
    found = FIRST_BOUNDARY.search(body)
    return found[1] if found else b""


def cut(body: bytes, boundary: bytes) -> list[bytes]:
    """Cut a multipart body at its boundary lines; a missing last one is forgiven (RFC 2046 section 5.1)."""
    if not boundary:
        return []
    line = re.compile(rb"(?:^|\r\n|\n|\r)--" + re.escape(boundary) + rb"(--)?[ \t]*(?=[\r\n]|$)")
    pieces: list[bytes] = []
    start: int | None = None
    for found in line.finditer(body):
        if start is not None:
            pieces.append(_without_first_line_end(body[start : found.start()]))
        start = None if found[1] else found.end()
        if found[1] or len(pieces) >= MAX_PARTS:
            return pieces
    return pieces if start is None else [*pieces, _without_first_line_end(body[start:])]


def _without_first_line_end(piece: bytes) -> bytes:
    if piece.startswith(b"\r\n"):
        return piece[2:]
    return piece[1:] if piece[:1] in {b"\r", b"\n"} else piece


def decode_body(body: bytes, encoding: str) -> bytes:
    """Undo a Content-Transfer-Encoding; an unknown one leaves the body as it is."""
    if encoding == "base64":
        return decode_base64(body)
    if encoding == "quoted-printable":
        return a2b_qp(body)
    if encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return b"".join(_decode_uu(body))
    return body


def _decode_uu(body: bytes) -> Iterator[bytes]:
    lines = iter(body.splitlines())
    for line in lines:
        if line.startswith(b"begin "):
            break
    for line in lines:
        if line.strip() == b"end":
            return
        try:
            yield a2b_uu(line)
        except EncodingError:
            continue

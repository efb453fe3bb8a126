"""A bounded look at a raw mail: the little that must be known before it is stored, without parsing it."""

import re
from hashlib import sha256

MAX_HEADER_BLOCK = 64 * 1024
"""Bytes of a header block that are looked at; what stands behind them is kept raw only."""

END_OF_HEADERS = re.compile(rb"\r?\n\r?\n|\r\r")
FOLD = re.compile(rb"\r?\n(?=[ \t])")
ANGLE = re.compile(rb"<([^<>]*)>")


def header_block(raw: bytes) -> bytes:
    """Return the header block of a mail, unfolded, at most 64 KB of it."""
    block = raw[:MAX_HEADER_BLOCK]
    end = END_OF_HEADERS.search(block)
    return FOLD.sub(b"", block[: end.start()] if end else block)


def find_header(block: bytes, name: bytes) -> bytes:
    """Return the value of the first header of that name, or b""."""
    for line in block.splitlines():
        if line[: len(name) + 1].lower() == name.lower() + b":":
            return line[len(name) + 1 :].strip()
    return b""


def find_sender(raw: bytes) -> str:
    """Return what the From header says, roughly: the address in the last angle brackets, or the whole value."""
    value = find_header(header_block(raw), b"From")
    angles: list[bytes] = ANGLE.findall(value)
    return (angles[-1] if angles else value).decode("utf-8", "replace").strip()


def external_id(raw: bytes, recipient: str) -> str:
    """Return the hash that recognises a repeat: of Message-ID (none: of the whole mail), From and recipient.

    From is part of it, or a stranger who re-uses a Message-ID could make us take a reader's mail for a repeat.
    """
    block = header_block(raw)
    named = find_header(block, b"Message-ID") or sha256(raw).digest()
    digest = sha256()
    for field in (named, find_header(block, b"From").lower(), recipient.casefold().encode("utf-8", "replace")):
        digest.update(len(field).to_bytes(4, "big") + field)
    return digest.hexdigest()

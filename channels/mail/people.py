"""The people in a mail's headers: who sent it, to whom, where an answer should go."""

import re
from dataclasses import dataclass

from channels.mail.addresses import normal
from channels.mail.charsets import decode
from channels.mail.headers import decode_words

MAX_PEOPLE = 200
MAX_ADDRESS = 254
"""Octets that an address may have on the wire (RFC 5321 section 4.5.3.1.3, RFC 3696 erratum 1690)."""
MAX_NAME = 200

IN_ANGLES = re.compile(r"<([^<>]*)>[^<>]*$")
COMMENT = re.compile(r"\(([^()]*)\)")
ADDRESS = re.compile(r"[^\s@<>\",;:\\()\[\]\x00-\x1f\x7f\ufffd]{1,64}@[^\s@<>\",;:\\()\x00-\x1f\x7f\ufffd]{1,255}")
SPACED = re.compile(r"\s*([@.])\s*")
"""Older mails may have spaces around these (RFC 5322 section 4.4), and nowhere else."""
CLOSING = {'"': '"', "(": ")", "<": ">"}


@dataclass(frozen=True, slots=True)
class Person:
    """A name and an address of a header; either may be empty."""

    name: str
    address: str


def read_people(values: list[bytes]) -> tuple[Person, ...]:
    """Return the people of all headers of one name, at most 200."""
    people: list[Person] = []
    for value in values:
        pieces = split_people(decode(value), limit=MAX_PEOPLE - len(people))
        people += [person for piece in pieces if (person := read_person(piece)) != Person("", "")]
    return tuple(people)


def split_people(text: str, *, limit: int) -> list[str]:
    """Cut an address list at its commas and semicolons, those within quotes, comments and angles aside."""
    pieces, start, inside, skip = [], 0, "", False
    for at, letter in enumerate(text):
        if skip:
            skip = False
        elif letter == "\\":
            skip = True
        elif inside:
            inside = "" if letter == inside else inside
        elif letter in CLOSING:
            inside = CLOSING[letter]
        elif letter in ",;":
            pieces.append(text[start:at])
            start = at + 1
            if len(pieces) >= limit:
                return pieces
    return [*pieces, text[start:]][:limit]


def read_person(piece: str) -> Person:
    """Read one entry of an address list: `Name <a@b>`, `a@b (Name)`, `"Name" <a@b>`, `group: a@b`."""
    if "@" not in piece:
        piece = decode_words(piece)
    angles = IN_ANGLES.search(piece)
    if angles:
        return Person(read_name(piece[: angles.start()]), read_address(angles[1]))
    comment = COMMENT.search(piece)
    bare = COMMENT.sub("", piece).rpartition(":")[2]
    address = read_address(bare)
    name = comment[1] if comment else ("" if address else bare)
    return Person(read_name(name), address)


def read_address(text: str) -> str:
    """Return a plain address with its domain in lower case, or "" where it is none."""
    address = SPACED.sub(r"\1", decode_words(text)).strip()
    if len(address.encode("utf-8", "replace")) > MAX_ADDRESS or not ADDRESS.fullmatch(address):
        return ""
    return normal(address)


def read_name(text: str) -> str:
    """Return a display name as people read it."""
    bare = text.strip()
    if bare.startswith('"'):
        bare = bare.strip('"').replace("\\", "")
    return " ".join(decode_words(bare).split())[:MAX_NAME]

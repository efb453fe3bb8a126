"""What goes through the pipe to and from the reader process: lengths, JSON, and the bytes of files as they are."""

import json
import struct
from dataclasses import asdict
from typing import Any

from channels.mail.bodies import File
from channels.mail.bounces import Delivery
from channels.mail.people import Person
from channels.mail.reading import ReadMail

LENGTH = struct.Struct(">I")
PEOPLE = ("senders", "reply_to", "to", "cc")
TUPLES = ("in_reply_to", "references", "returned")


def frame(data: bytes) -> bytes:
    """Return data with its length before it."""
    return LENGTH.pack(len(data)) + data


def pack(mail: ReadMail) -> bytes:
    """Return a mail as bytes. No pickle: the process that wrote them has read hostile input."""
    fields = {name: value for name, value in asdict(mail).items() if name != "files"}
    fields["files"] = [{"name": file.name, "type": file.type, "size": len(file.data)} for file in mail.files]
    return frame(json.dumps(fields).encode("ascii")) + b"".join(file.data for file in mail.files)


def unpack(data: bytes) -> ReadMail:
    """Return the mail that `pack` made bytes of; ValueError, KeyError or TypeError where they are something else."""
    (length,) = LENGTH.unpack_from(data)
    start = LENGTH.size + length
    fields: dict[str, Any] = json.loads(data[LENGTH.size : start])
    files = []
    for file in fields["files"]:
        files.append(File(file["name"], file["type"], data[start : start + file["size"]]))
        start += file["size"]
    fields["files"] = tuple(files)
    fields["headers"] = tuple((name, value) for name, value in fields["headers"])
    fields["deliveries"] = tuple(Delivery(**delivery) for delivery in fields["deliveries"])
    fields |= {name: tuple(Person(**person) for person in fields[name]) for name in PEOPLE}
    fields |= {name: tuple(fields[name]) for name in TUPLES}
    return ReadMail(**fields)

"""Makes a screenshot smaller without changing a dot: flat areas compress best unfiltered (W3C's PNG, chapter 9)."""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
DOT_SIZES = {2: 3, 6: 4}  # bytes of a dot: RGB, and RGB with alpha, 8 bits each


def shrink(png: bytes) -> bytes:
    """Return the same picture, compressed without row filters."""
    parts = list(_chunks(png))
    header = parts[0][1]
    width, dot = struct.unpack(">I", header[:4])[0], DOT_SIZES[header[9]]
    filtered = zlib.decompress(b"".join(data for kind, data in parts if kind == b"IDAT"))
    rows = b"".join(b"\0" + row for row in _rows(filtered, width * dot, dot))
    return SIGNATURE + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _rows(filtered: bytes, length: int, dot: int) -> Iterator[bytes]:
    above = bytes(length)
    for start in range(0, len(filtered), length + 1):
        row = bytearray(filtered[start + 1 : start + 1 + length])
        _unfilter(row, above, filtered[start], dot)
        yield bytes(row)
        above = bytes(row)


def _unfilter(row: bytearray, above: bytes, kind: int, dot: int) -> None:
    for at in range(len(row)):
        left, corner = (row[at - dot], above[at - dot]) if at >= dot else (0, 0)
        row[at] = (row[at] + _predicted(kind, left, above[at], corner)) & 255


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 4:  # Paeth: the neighbour that is nearest to left + up - corner
        guess = left + up - corner
        return min((left, up, corner), key=lambda one: abs(guess - one))
    return (0, left, up, (left + up) // 2)[kind]

"""Signed words in addresses and Message-IDs: by them a mail proves which thread or message of ours it answers."""

import hmac
from base64 import b32decode, b32encode
from binascii import Error as Base32Error
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

SIGNATURE_BYTES = 16
ROW_BYTES = 8
TOKEN_LENGTH = 39
"""24 bytes in base32 without padding. Base32, because some mail servers lower-case a local part."""


class Kind(StrEnum):
    """What a token stands for; it is signed along, so one kind never passes for another."""

    REPLY = "r"
    BOUNCE = "b"
    MESSAGE = "m"


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a token says before anybody has checked it."""

    kind: Kind
    row: int
    signature: bytes


class Tokens:
    """Makes and checks tokens: one letter for the kind, then row id and 128-bit HMAC in base32."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"ric/mail/tokens", sha256)

    def reply(self, conversation_id: int, address: str) -> str:
        """Make the plus-address token that lets a mail continue a conversation; given to one address only."""
        return self._make(Kind.REPLY, conversation_id, address)

    def bounce(self, message_id: int) -> str:
        """Make the token of an envelope sender (VERP): what comes back there is about this message."""
        return self._make(Kind.BOUNCE, message_id, "")

    def message_id(self, message_id: int, domain: str) -> str:
        """Make the Message-ID of a stored message: the same on every attempt to send it."""
        return f"<ric.{self._make(Kind.MESSAGE, message_id, '')}@{domain}>"

    def is_reply_of(self, token: str, address: str) -> bool:
        """Tell whether we gave this plus-address token to this address."""
        claimed = read_token(token)
        return claimed is not None and claimed.kind is Kind.REPLY and self._is_genuine(claimed, address)

    def bounced_message(self, token: str) -> int | None:
        """Return the message that an envelope sender of ours names, or None where it is not ours."""
        return self._genuine_row(token, Kind.BOUNCE)

    def own_message(self, message_id: str) -> int | None:
        """Return the message that a Message-ID of ours names, or None where it is not ours."""
        local = message_id.strip().strip("<>").partition("@")[0]
        prefix, _, token = local.partition(".")
        return self._genuine_row(token, Kind.MESSAGE) if prefix.lower() == "ric" else None

    def _genuine_row(self, token: str, kind: Kind) -> int | None:
        claimed = read_token(token)
        if claimed is None or claimed.kind is not kind or not self._is_genuine(claimed, ""):
            return None
        return claimed.row

    def _make(self, kind: Kind, row: int, address: str) -> str:
        packed = row.to_bytes(ROW_BYTES, "big") + self._sign(kind, row, address)
        return kind + b32encode(packed).decode("ascii").rstrip("=").lower()

    def _is_genuine(self, claimed: Claimed, address: str) -> bool:
        return hmac.compare_digest(claimed.signature, self._sign(claimed.kind, claimed.row, address))

    def _sign(self, kind: Kind, row: int, address: str) -> bytes:
        signed = f"{kind}\0{row}\0{address.strip().casefold()}"
        return hmac.digest(self._key, signed.encode("utf-8", "replace"), sha256)[:SIGNATURE_BYTES]


def read_token(token: str) -> Claimed | None:
    """Take a token apart without believing it; None where it is truncated, empty or no token at all."""
    kind, packed = token[:1].lower(), token[1:].upper()
    if len(packed) != TOKEN_LENGTH or kind not in set(Kind):
        return None
    try:
        octets = b32decode(packed + "=")
    except (Base32Error, ValueError):
        return None
    return Claimed(Kind(kind), int.from_bytes(octets[:ROW_BYTES], "big"), octets[ROW_BYTES:])

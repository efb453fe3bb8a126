"""A reader's session: 128 random bits signed with RIC_SECRET, valid for 30 days from its last use, stored nowhere."""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

VALID = timedelta(days=30)
RENEWED_AFTER = timedelta(hours=1)
"""A token that was used so lately is not renewed; it is valid for so much longer, so that no use is forgotten."""
_RANDOM, _STAMP, _MAC = 16, 4, 32


@dataclass(frozen=True, slots=True)
class Session:
    """`token` is the reader's secret; `address` (hex) is what the store knows the contact by."""

    token: str
    address: str
    fresh: bool = False


class Sessions:
    """Makes and reads session tokens: random bits, when they were last renewed, HMAC-SHA-256 over both."""

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.sha256(b"web session\0" + secret).digest()

    def begin(self, now: datetime) -> Session:
        """Return a new session."""
        return self._sign(secrets.token_bytes(_RANDOM), now, fresh=True)

    def resume(self, token: str | None, now: datetime) -> Session | None:
        """Return the session of a genuine token in use, renewed once an hour; None where it is unknown or expired."""
        packed = _unpack(token)
        if packed is None:
            return None
        signed, mac = packed[:-_MAC], packed[-_MAC:]
        if not hmac.compare_digest(mac, self._mac(signed)):
            return None
        used = datetime.fromtimestamp(struct.unpack(">I", signed[_RANDOM:])[0], UTC)
        if now - used > VALID + RENEWED_AFTER:
            return None
        if now - used > RENEWED_AFTER:
            return self._sign(signed[:_RANDOM], now)
        return Session(str(token), signed[:_RANDOM].hex())

    def _sign(self, random: bytes, now: datetime, *, fresh: bool = False) -> Session:
        signed = random + struct.pack(">I", int(now.timestamp()))
        return Session(_pack(signed + self._mac(signed)), random.hex(), fresh)

    def _mac(self, signed: bytes) -> bytes:
        return hmac.digest(self._key, signed, "sha256")


def _unpack(token: str | None) -> bytes | None:
    """Return the bytes of a token as we write them; several other spellings of base64 would mean the same bytes."""
    if not token or not token.isascii():
        return None
    try:
        packed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return packed if len(packed) == _RANDOM + _STAMP + _MAC and _pack(packed) == token else None


def _pack(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

"""How each kind of setting is written, and the words that say what is wrong with one."""

import ipaddress
import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from config.well_known import has_well_known_password, is_well_known

SECRET_BYTES = 32
"""RIC_SECRET must have at least so many."""
_ORIGIN = re.compile(r"\*|'self'|(https?:)?(//)?[\w.*\[\]-]+(:(\d+|\*))?/?")

_MAILBOX = re.compile(r"[^@\s]+@[^@\s]+")
_GUESSED = "{} a password that everybody tries first: make a random one"


class Address(BaseModel):
    """host:port; port 0 lets the system choose."""

    model_config = ConfigDict(frozen=True)
    host: str
    port: int = Field(ge=0, le=65535)

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Pace(BaseModel):
    """burst / per second; a burst of 0 means no limit."""

    model_config = ConfigDict(frozen=True)
    burst: int = Field(ge=0)
    per_second: float = Field(gt=0)


def _address(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit():
        raise ValueError("must be host:port, such as 127.0.0.1:8080")
    return {"host": host.strip("[]"), "port": int(port)}


def _pace(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    burst, _, rate = value.partition("/")
    if not burst.isdigit():
        raise ValueError("must be burst/per-second, such as 30/1, or 0 for no limit")
    return {"burst": int(burst), "per_second": float(rate or 1)}


def _words(value: Any) -> Any:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _networks(value: tuple[str, ...]) -> tuple[str, ...]:
    for each in value:
        ipaddress.ip_network(each, strict=False)
    return value


def _origins(value: tuple[str, ...]) -> tuple[str, ...]:
    """They stand in a header of the chat page: a word that ends the directive there would open it to anybody."""
    wrong = [each for each in value if not _ORIGIN.fullmatch(each)]
    if wrong:
        raise ValueError(f"must be origins such as https://www.library.example, or *: {', '.join(wrong)}")
    return value


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:  # port raises where it is none
        raise ValueError("must be an http or https address")
    return value.rstrip("/")


def _long_enough(value: SecretStr) -> SecretStr:
    if len(value.get_secret_value().encode()) < SECRET_BYTES:
        raise ValueError(f"must have at least {SECRET_BYTES} bytes")
    if is_well_known(value.get_secret_value()):
        raise ValueError(_GUESSED.format("is"))
    return value


def _postgres(value: str) -> str:
    if not value.startswith(("postgresql://", "postgres://")):
        raise ValueError("must begin with postgresql://")
    if has_well_known_password(value):
        raise ValueError(_GUESSED.format("has"))
    return value


def _redis(value: str) -> str:
    if not value.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must begin with redis://, rediss:// or unix://")
    return value


def _given(value: Any) -> Any:
    """An empty file of a secret that may be left out says what an empty value says: it is not set."""
    return value or None


def _mailboxes(value: tuple[str, ...]) -> tuple[str, ...]:
    wrong = [each for each in value if not _MAILBOX.fullmatch(each)]
    if wrong:
        raise ValueError(f"must be addresses such as ask@library.example: {', '.join(wrong)}")
    return value


HostPort = Annotated[Address, BeforeValidator(_address)]
Limit = Annotated[Pace, BeforeValidator(_pace)]
Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
Url = Annotated[str, AfterValidator(_url)]
Networks = Annotated[Words, AfterValidator(_networks)]
Origins = Annotated[Words, AfterValidator(_origins)]
Password = Annotated[SecretStr | None, BeforeValidator(_given)]
Secret = Annotated[SecretStr, AfterValidator(_long_enough)]
DatabaseUrl = Annotated[str, AfterValidator(_postgres)]
RedisUrl = Annotated[str, AfterValidator(_redis)]
Mailboxes = Annotated[Words, AfterValidator(_mailboxes)]

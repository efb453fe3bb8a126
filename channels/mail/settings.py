"""What the mail channel has to know about this installation; config/ fills it."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal

Tls = Literal["none", "starttls", "tls"]


@dataclass(frozen=True, slots=True)
class Relay:
    """The library's own mail server, through which everything goes out."""

    host: str
    port: int
    user: str | None = None
    password: str | None = None
    tls: Tls = "starttls"


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where mail comes in, under which addresses, and how it goes out.

    `addresses` are the library's mailboxes; the first is the one that speaks where no other was written to. `secret`
    signs plus-addresses and Message-IDs. `authserv` is the authserv-id of the library's own MTA (RFC 8601), whose word
    on a sender is believed; None: no sender is ever authenticated. `daily` is how many first mails a sender gets
    answered in 24 hours, 0 means any number.
    """

    secret: bytes
    host: str = "127.0.0.1"
    port: int = 8025
    addresses: tuple[str, ...] = ("ask@library.example",)
    relay: Relay | None = None
    authserv: str | None = None
    daily: int = 5
    public_url: str = "http://127.0.0.1:8080"
    library_zh: str = "图书馆"
    library_en: str = "Library"


def default_tls(host: str) -> Tls:
    """Tell how a relay is spoken to where nothing is set: in the clear on loopback, with STARTTLS elsewhere."""
    if host == "localhost":
        return "none"
    try:
        return "none" if ip_address(host).is_loopback else "starttls"
    except ValueError:
        return "starttls"

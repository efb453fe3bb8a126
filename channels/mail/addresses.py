"""Mail addresses as we compare them, and which of them are the library's own."""

from dataclasses import dataclass


def normal(address: str) -> str:
    """Return an address with its domain in lower case: what a contact is known by."""
    local, at, domain = address.strip().rpartition("@")
    return f"{local}{at}{domain.lower()}"


def same(one: str, other: str) -> bool:
    """Tell whether two addresses reach one person. No provider that matters tells mailboxes apart by letter case."""
    return one.strip().casefold() == other.strip().casefold()


def domain_of(address: str) -> str:
    """Return the domain of an address, lower-cased; empty where there is none."""
    return address.rpartition("@")[2].strip().lower() if "@" in address else ""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One of the library's addresses as a mail named it; `token` is what stood behind the plus."""

    address: str
    token: str


def find_mailbox(recipient: str, addresses: tuple[str, ...]) -> Mailbox | None:
    """Return which of the library's mailboxes a recipient is, `+token` forms included, or None."""
    local, _, domain = recipient.strip().rpartition("@")
    plain, _, token = local.partition("+")
    for address in addresses:
        if same(recipient, address):
            return Mailbox(address, "")
        if same(f"{plain}@{domain}", address):
            return Mailbox(address, token)
    return None


def with_token(address: str, token: str) -> str:
    """Return `ask+token@library.example` for `ask@library.example`."""
    local, _, domain = address.rpartition("@")
    return f"{local}+{token}@{domain}"

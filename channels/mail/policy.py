"""How our mails are written on the wire: the standard library's rules, with Message-IDs that survive folding."""

from __future__ import annotations  # EmailPolicy is generic for type checkers only

from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, EmailPolicy
from typing import Any


class MessageIds:
    """A header of Message-IDs, one a line: the standard library turns an id longer than a line into encoded words."""

    max_count = 1

    @classmethod
    def parse(cls, value: str, parts: dict[str, Any]) -> None:
        """Take the ids as they are (email.headerregistry's protocol for header classes)."""
        parts["parse_tree"] = None
        parts["decoded"] = str(value)

    def fold(self, *, policy: EmailPolicy[EmailMessage]) -> str:
        """Write the header, folded between the ids."""
        name = getattr(self, "name", "References")
        return f"{name}: " + f"{policy.linesep} ".join(str(self).split()) + policy.linesep


def policy_for(address: str) -> EmailPolicy[EmailMessage]:
    """Return the policy for a mail to this address: UTF-8 headers only where the address leaves no other way."""
    registry = HeaderRegistry()
    for name in ("message-id", "in-reply-to", "references"):
        registry.map_to_type(name, MessageIds)  # type: ignore[arg-type] # the registry adds BaseHeader itself
    policy = SMTP if address.isascii() else SMTPUTF8
    return policy.clone(header_factory=registry)

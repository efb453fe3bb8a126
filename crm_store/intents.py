"""The few kinds of writes on the hot path. Many of one kind become one statement a table (crm_store/batch.py); `weight`
is what one has in bytes beside a few words.
"""

from dataclasses import dataclass
from typing import ClassVar

from routing.mail_ports import RawMail
from routing.messages import Inbound, MessageState
from routing.store_ports import RouterReply


@dataclass(frozen=True, slots=True)
class StoreInbound:
    """Store a reader's message; with `claim` already claimed for the process that stores it. Gives Stored."""

    inbound: Inbound
    claim: bool
    weight: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class StoreRawMail:
    """Store a mail before it is read. Gives the message's id, None where the same mail was there before."""

    mail: RawMail

    @property
    def weight(self) -> int:
        """Its bytes."""
        return len(self.mail.raw)


@dataclass(frozen=True, slots=True)
class StoreReply:
    """Finish a claimed message and store what the router decided. Gives False where the claim was lost."""

    reply: RouterReply
    weight: ClassVar[int] = 0


@dataclass(frozen=True, slots=True)
class SetDelivery:
    """Record what became of a claimed reply: sent, queued again in `delay` seconds, or failed. Gives False where the
    claim was lost.
    """

    conversation_id: int
    message_id: int
    tries: int
    state: MessageState
    delay: float | None = None
    failure: str | None = None
    weight: ClassVar[int] = 0


Intent = StoreInbound | StoreRawMail | StoreReply | SetDelivery

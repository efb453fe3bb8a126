"""One transaction for everything that is pending: lock in one order, then each kind of intent set-based."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from crm_store.contacts import key_of, lock_contacts
from crm_store.inbound_batch import store_inbound
from crm_store.intents import Intent, SetDelivery, StoreInbound, StoreRawMail, StoreReply
from crm_store.outbound_batch import set_deliveries
from crm_store.raw_mails import store_raw_mails
from crm_store.reply_batch import store_replies
from crm_store.working_set import Tools, WorkingSet


def apply_batch(connection: Connection, intents: Sequence[Intent], tools: Tools) -> tuple[list[Any], WorkingSet]:
    """Apply all intents or raise; return their results in order, and the working set with what to announce."""
    work = WorkingSet(connection, tools)
    inbound = [intent for intent in intents if isinstance(intent, StoreInbound)]
    mails = [intent for intent in intents if isinstance(intent, StoreRawMail)]
    replies = [intent for intent in intents if isinstance(intent, StoreReply)]
    deliveries = [intent for intent in intents if isinstance(intent, SetDelivery)]
    contacts = lock_contacts(work, {key_of(intent.inbound): intent.inbound.name for intent in inbound})
    work.lock(
        [row["conversation_id"] for row in contacts.values() if row["conversation_id"]]
        + [intent.reply.claimed.conversation.id for intent in replies]
        + [intent.conversation_id for intent in deliveries],
    )
    results = iter_results(
        {
            StoreInbound: store_inbound(work, inbound, contacts),
            StoreRawMail: store_raw_mails(work, mails),
            StoreReply: store_replies(work, replies),
            SetDelivery: set_deliveries(work, deliveries),
        },
        intents,
    )
    work.flush()
    return results, work


def iter_results(by_kind: dict[type, list[Any]], intents: Sequence[Intent]) -> list[Any]:
    """Put the results of each kind back into the order of the intents."""
    waiting = {kind: iter(results) for kind, results in by_kind.items()}
    return [next(waiting[type(intent)]) for intent in intents]

"""Storing what the router decided, many at once: fenced by the claim, silent unless the bot owns."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select, update

from crm_store.bulk import among
from crm_store.intents import StoreReply
from crm_store.rows import draft_row
from crm_store.tables import UtcTime, message
from crm_store.working_set import Row, WorkingSet
from routing.conversations import Owner
from routing.messages import MessageState
from routing.store_ports import RouterReply

_NEW = message.c.state == MessageState.NEW, among(message.c.id, "ids")
_CLAIMS = select(message.c.id, message.c.tries).where(*_NEW).with_for_update(key_share=True)
_ROUTED = (
    update(message)
    .where(among(message.c.id, "ids"))
    .values(state=MessageState.ROUTED.value, due=None, done=bindparam("now", type_=UtcTime))
)


def store_replies(work: WorkingSet, intents: Sequence[StoreReply]) -> list[bool]:
    """Finish the claimed messages; where the claim still holds and the bot owns, store the decision too."""
    if not intents:
        return []
    held = _finish(work, [intent.reply for intent in intents])
    for intent in intents:
        row = work.conversations[intent.reply.claimed.conversation.id]
        if _fence_of(intent.reply) not in held:
            continue
        if row["seq"] > intent.reply.claimed.message.seq:
            work.bells.add("inbound")  # a later message of the same conversation may have waited for this one
        if row["owner"] == Owner.BOT:
            _carry_out(work, row, intent.reply)
    return [_fence_of(intent.reply) in held for intent in intents]


def _fence_of(reply: RouterReply) -> tuple[int, int]:
    """Return the claim: one batch may hold an older and a newer claim of the same message."""
    return reply.claimed.message.id, reply.claimed.tries


def _finish(work: WorkingSet, replies: Sequence[RouterReply]) -> set[tuple[int, int]]:
    claims = work.connection.execute(_CLAIMS, {"ids": [reply.claimed.message.id for reply in replies]})
    held = {(row.id, row.tries) for row in claims} & {_fence_of(reply) for reply in replies}
    work.connection.execute(_ROUTED, {"ids": [message_id for message_id, _ in held], "now": work.now})
    return held


def _carry_out(work: WorkingSet, row: Row, reply: RouterReply) -> None:
    row["language"] = reply.language or row["language"]
    row["topic"] = reply.topic if reply.hand_over else reply.topic or row["topic"]
    row["last_entry"] = reply.entry or row["last_entry"]
    row["unsure_turns"] = row["unsure_turns"] + 1 if reply.unsure else 0
    row["answered"] = row["answered"] or bool(reply.drafts)
    for draft in reply.drafts:  # lists show what the reader said last, not what the machine answered
        work.append(row, due_in=0.0, shown=False, state=MessageState.QUEUED.value, **draft_row(draft))
    if reply.hand_over:
        work.hand_over(row, reply.hand_over)
        row["unread"] += 1
    elif reply.close:
        work.move(row, Owner.CLOSED)
    work.touch(row)

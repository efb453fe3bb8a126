"""The one shape of a log line that tells of a message: ids, channel, outcome and time, never a word of anybody's."""

import time

from routing.messages import Channel
from routing.store_ports import Changed

Line = dict[str, object]


def line(
    outcome: str,
    began: float,
    *,
    channel: Channel | None = None,
    message_id: int | None = None,
    conversation_id: int | None = None,
) -> Line:
    """Return the fields of a line; `began` is what time.perf_counter() said when the work began."""
    return {
        "message_id": message_id,
        "conversation_id": conversation_id,
        "channel": channel.value if channel else None,
        "outcome": outcome,
        "milliseconds": round(1000 * (time.perf_counter() - began), 1),
    }


def line_of_change(changed: Changed, began: float) -> Line:
    """Return the fields of a line that tells of an act on a conversation."""
    return line(
        "repeated" if changed.repeated else "done",
        began,
        channel=changed.conversation.channel,
        message_id=changed.messages[0].id if changed.messages else None,
        conversation_id=changed.conversation.id,
    )

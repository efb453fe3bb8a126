"""Replies of this minute: what many readers ask at once is answered without waiting for a thread.

Not longer, since answers quote the hours of today, and those change with the minute.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.knowledge.templates import Clock
from routing.replies import Reply

MOST_REPLIES = 2_048


@dataclass(frozen=True, slots=True)
class Question:
    """All that a reply depends on besides the knowledge and the time."""

    text: str
    language: str | None
    last_entry: str | None


class ReplyMemory:
    """Keeps replies of one version of the knowledge. Written from the bot's threads and read on the loop: each call is
    one step on a dictionary.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._replies: dict[Question, tuple[datetime, Reply]] = {}

    def find(self, question: Question) -> Reply | None:
        """Return the reply that was given to this question in the same minute."""
        kept = self._replies.get(question)
        return kept[1] if kept is not None and kept[0] == self._minute() else None

    def keep(self, question: Question, reply: Reply) -> None:
        """Keep a reply; when there are too many, all are forgotten."""
        if len(self._replies) >= MOST_REPLIES:
            self._replies = {}
        self._replies[question] = (self._minute(), reply)

    def _minute(self) -> datetime:
        return self._clock().replace(second=0, microsecond=0)

"""A reply is remembered for its minute, and for exactly what was asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.embedded.memory import MOST_REPLIES, Question, ReplyMemory
from routing.replies import Outcome, Reply

ASKED = Question("when do you close?", "en", None)
REPLY = Reply(Outcome.ANSWER, "en", "At ten.")


class HandClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 20, 21, 59, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_a_reply_is_remembered_until_the_minute_is_over():
    clock = HandClock()
    memory = ReplyMemory(clock)
    memory.keep(ASKED, REPLY)

    clock.now += timedelta(seconds=29)
    assert memory.find(ASKED) == REPLY
    clock.now += timedelta(seconds=1)
    assert memory.find(ASKED) is None


def test_another_language_or_another_talk_is_another_question():
    memory = ReplyMemory(HandClock())
    memory.keep(ASKED, REPLY)

    assert memory.find(replace(ASKED, language="zh-CN")) is None
    assert memory.find(replace(ASKED, last_entry="hours")) is None


def test_the_memory_never_grows_without_end():
    memory = ReplyMemory(HandClock())
    for number in range(MOST_REPLIES + 1):
        memory.keep(replace(ASKED, text=str(number)), REPLY)

    assert memory.find(replace(ASKED, text="0")) is None
    assert memory.find(replace(ASKED, text=str(MOST_REPLIES))) == REPLY

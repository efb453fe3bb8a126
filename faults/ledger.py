"""What readers wrote and what was promised to them: the half of the comparison that RIC cannot touch."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from faults.questions import BY_TEXT, Question, mark_of

CLOSING = "再见"
"""Stands in the words with which a librarian closes a conversation."""


@dataclass(slots=True)
class Written:
    """One message of a reader. `key` names it to its channel; `seq` is what a web ack said."""

    channel: str
    key: str
    question: Question
    acknowledged: float | None = None
    seq: int | None = None

    def acknowledge(self) -> None:
        """Remember the first time that RIC said that it has this message."""
        self.acknowledged = self.acknowledged or time.time()


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a conversation, as stored or as a reader was told it."""

    seq: int
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """One mail or Telegram message that arrived. `key` is the same for every repeat of one message, where the channel
    knows such a key; `lost`: its acceptance never reached RIC, so a repeat is to be expected.
    """

    talk: str
    key: str
    mark: str
    at: float
    lost: bool = False


@dataclass(slots=True)
class WebTalk:
    """What one web session was told, in the order in which it was told."""

    told: list[Said] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)


@dataclass(slots=True)
class Ledger:
    """Everything that happened outside of RIC."""

    written: dict[str, Written] = field(default_factory=dict)
    talks: list[WebTalk] = field(default_factory=list)
    delivered: list[Delivered] = field(default_factory=list)
    replies: dict[str, bool] = field(default_factory=dict)
    """What librarians wrote, by its mark: True once RIC has said that it is stored."""
    updates: dict[str, int] = field(default_factory=dict)
    """The number of the update with which a Telegram message was delivered first."""
    wrong: list[str] = field(default_factory=list)
    """What readers themselves saw that must never be."""
    counts: "Counter[str]" = field(default_factory=Counter)

    def write(self, channel: str, key: str, question: Question) -> Written:
        """Note a message before it is sent for the first time."""
        self.written[key] = Written(channel, key, question)
        return self.written[key]

    @property
    def acknowledged(self) -> list[Written]:
        """Everything that RIC has promised to keep."""
        return [written for written in self.written.values() if written.acknowledged]


@dataclass(slots=True)
class Course:
    """How a conversation stands after its messages: what is still to be answered, and what went wrong."""

    open: list[Said] = field(default_factory=list)
    with_people: bool = False
    answered: int = 0
    failed: int = 0
    """Questions that a librarian got because three claims were in vain."""
    wrong: list[str] = field(default_factory=list)


def follow(messages: Iterable[Said]) -> Course:
    """Go through a conversation in order: while the bot owns it, the next reply answers the earliest open question."""
    course = Course()
    for said in messages:
        if said.author == "reader":
            if not course.with_people:
                course.open.append(said)
        elif said.author == "librarian":
            course.with_people = course.with_people and CLOSING not in said.text
        elif not course.open:
            course.wrong.append(f"seq {said.seq} ({said.author}) answers nothing: answered twice")
        else:
            _answer(course, course.open.pop(0), said)
    return course


def _answer(course: Course, asked: Said, reply: Said) -> None:
    course.answered += 1
    question = BY_TEXT.get(asked.text.strip())
    if reply.author == "system":
        course.failed += question is not None and question.entry is not None
        course.with_people = True
        course.open.clear()  # a librarian has them now, with all that was said
    elif question is None or mark_of(reply.text) != mark_of(f"A{(question.entry or '?')[-1]}Z"):
        course.wrong.append(f"seq {reply.seq} is no answer to seq {asked.seq}")

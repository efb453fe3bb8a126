"""What the router asks a bot, and what a bot may say."""

from dataclasses import dataclass
from enum import StrEnum

from routing.conversations import Guess
from routing.messages import Choice, Source


class Outcome(StrEnum):
    """What becomes of a question."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    LOOKUP_ACCOUNT = "lookup-account"
    LOOKUP_CATALOGUE = "lookup-catalogue"
    HANDOVER = "handover"
    SMALLTALK = "smalltalk"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Context:
    """What the talk so far says about a question: the entry answered last, and unsure turns in a row."""

    last_entry: str | None = None
    unsure_turns: int = 0
    place: str | None = None


@dataclass(frozen=True, slots=True)
class EntryText:
    """What an entry says today, in one language: `text` is Markdown."""

    id: str
    title: str
    text: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """A bot's reply. `text` is Markdown in `language`; `guesses` come best first, also when the bot is sure.

    `confidence` is between 0 and 1. `queue` names a queue for a hand-over (None: the topic's or the default one).
    """

    outcome: Outcome
    language: str
    text: str
    topic: str | None = None
    entry: str | None = None
    confidence: float = 0.0
    choices: tuple[Choice, ...] = ()
    sources: tuple[Source, ...] = ()
    guesses: tuple[Guess, ...] = ()
    queue: str | None = None

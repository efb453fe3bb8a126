"""What all of the harness's clients go by: whether to write on, where RIC is, and their own dice."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from faults.ledger import Ledger
from faults.questions import ASKS_PERSON, QUESTIONS, Question

PERSON_SHARE = 0.15


@dataclass(slots=True)
class Plan:
    """`pace`: seconds between two messages of one client, on average. `calm`: nothing more is to be expected."""

    ledger: Ledger
    urls: list[str]
    smtp: int
    pace: float = 2.0
    writing: bool = True
    calm: asyncio.Event = field(default_factory=asyncio.Event)
    when_calm: list[Callable[[], object]] = field(default_factory=list)

    def be_calm(self) -> None:
        """Let whoever listens go home."""
        self.calm.set()
        for end in self.when_calm:
            end()


@dataclass(slots=True)
class Dice:
    """A client's own randomness: the same seed makes the same readers, whatever the others do."""

    random: random.Random

    def questions(self, most: int) -> list[Question]:
        """Return a talk's questions, no two alike in a row; some talks end by asking for a person and going on."""
        asked: list[Question] = []
        for _ in range(self.random.randint(2, most)):
            asked.append(self.random.choice([each for each in QUESTIONS if asked[-1:] != [each]]))
        if self.random.random() < PERSON_SHARE:
            asked += [ASKS_PERSON, *self.random.sample(QUESTIONS, 2)]
        return asked

    def pause(self, seconds: float) -> float:
        """Return about so many seconds."""
        return self.random.uniform(0.4, 1.6) * seconds

"""The bot of the harness's RIC: the stored answer of exactly this question. It starts at once, where the encoder takes
seconds that every kill would cost.
"""

import asyncio

from bot.knowledge.knowledge import Knowledge
from faults.questions import BY_TEXT, answer_to
from routing.replies import Context, Outcome, Reply


class ExactBot:
    """Satisfies routing.ports.Bot, and what config/run.py asks of a bot. `seconds`: how long each answer takes."""

    def __init__(self, seconds: float = 0.0) -> None:
        self._seconds = seconds

    async def start(self) -> None:
        """Be ready at once."""

    async def reload(self, knowledge: Knowledge) -> None:
        """Know the same questions as before."""

    async def close(self) -> None:
        """Hold nothing."""

    async def ask(self, question: str, language: str | None, context: Context) -> Reply:  # noqa: ARG002 (the port's)
        """Answer what is known to the letter; anything else would be a fault of the harness, and goes to a person."""
        await asyncio.sleep(self._seconds)
        known = BY_TEXT.get(question.strip())
        spoken = language or "zh-CN"
        if known is None or known.entry is None:
            return Reply(Outcome.HANDOVER, spoken, "", topic="out-of-scope")
        return Reply(Outcome.ANSWER, spoken, answer_to(known), topic="renewal", entry=known.entry, confidence=1.0)

    async def answer(self, entry: str, language: str) -> Reply | None:  # noqa: ARG002 (the port's)
        """No entry is ever offered for choosing."""
        return None

"""Measures a bot on questions whose entries are known: `python -m bot.evaluation FILE.tsv` (see docs/evaluation.md)."""

import argparse
import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from bot.embedded.engine import EmbeddedBot, Folders
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.loading import load_knowledge
from routing.ports import Bot
from routing.replies import Context, Outcome, Reply


class Verdict(StrEnum):
    """What became of a question, from best to worst."""

    RIGHT = "right"
    OFFERED = "offered"
    HANDED_OVER = "handed over unanswered"
    NEAR = "another entry of the topic"
    MISLED = "offered, but not among the choices"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Judged:
    """One question with the entry that was meant, and what the bot made of it in how many milliseconds."""

    text: str
    meant: str
    reply: Reply
    verdict: Verdict
    milliseconds: float


def read_questions(file: Path) -> list[tuple[str, str]]:
    """Read (text, entry) from lines of two columns with a tab between them."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [(text, entry) for text, entry in (line.split("\t") for line in lines if line)]


async def evaluate(bot: Bot, knowledge: Knowledge, questions: Iterable[tuple[str, str]]) -> list[Judged]:
    """Ask every question once, as the first message of a conversation."""
    judged = []
    for text, meant in questions:
        began = time.perf_counter()
        reply = await bot.ask(text, None, Context())
        milliseconds = 1000 * (time.perf_counter() - began)
        judged.append(Judged(text, meant, reply, judge(reply, meant, knowledge), milliseconds))
    return judged


def judge(reply: Reply, meant: str, knowledge: Knowledge) -> Verdict:
    """Return how a reply fits the entry that was meant."""
    if reply.outcome is Outcome.CLARIFY:
        return Verdict.OFFERED if meant in {choice.entry for choice in reply.choices} else Verdict.MISLED
    if reply.entry is None:
        return Verdict.HANDED_OVER if reply.outcome is Outcome.HANDOVER else Verdict.WRONG
    if reply.entry == meant:
        return Verdict.RIGHT
    return Verdict.NEAR if reply.topic == knowledge.entries[meant].topic else Verdict.WRONG


def report(judged: Sequence[Judged]) -> str:
    """Return the figures as text, and every question that did not get its entry."""
    counts = Counter(each.verdict for each in judged)
    times = sorted(each.milliseconds for each in judged)
    lines = [f"{len(judged)} questions"]
    lines += [f"{counts[verdict] / len(judged):7.1%}  {verdict}" for verdict in Verdict]
    lines.append(f"{times[len(times) // 2]:.1f} ms half of them, {times[int(0.99 * (len(times) - 1))]:.1f} ms 99 %")
    missed = [each for each in judged if each.verdict not in (Verdict.RIGHT, Verdict.OFFERED)]
    lines += [f"- {each.text}  ({each.meant}): {each.verdict}: {_taken_for(each.reply)}" for each in missed]
    return "\n".join(lines)


def _taken_for(reply: Reply) -> str:
    return ", ".join(f"{guess.entry} {guess.confidence:.2f}" for guess in reply.guesses)


async def _measure(arguments: argparse.Namespace) -> str:
    knowledge = load_knowledge(arguments.config)
    bot = EmbeddedBot(knowledge, Folders(arguments.data, arguments.cache.expanduser()), lambda: datetime.now(UTC))
    try:
        await bot.start()
        await bot.trained()
        return report(await evaluate(bot, knowledge, read_questions(arguments.questions)))
    finally:
        await bot.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--config", type=Path, default=Path("config"))
    parser.add_argument("--data", type=Path, default=Path("var"))
    parser.add_argument("--cache", type=Path, default=Path("~/.cache/ric"))
    print(asyncio.run(_measure(parser.parse_args())))  # noqa: T201 - whoever measures reads this


if __name__ == "__main__":
    main()

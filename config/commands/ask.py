"""`ric ask`: what the router would do with a question as the first message of a new conversation."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated, Any, BinaryIO

import typer

from bot.embedded.engine import EmbeddedBot, Folders
from bot.markup import MarkdownMarkup
from config.settings import Settings, load_settings
from config.shelf import current_knowledge
from routing.errors import SettingsFault
from routing.ports import Bot
from routing.replies import Context, Reply
from routing.rules import decide


def ask(
    text: Annotated[str | None, typer.Argument(help="The question.")] = None,
    language: Annotated[str | None, typer.Option(help="The reader's language, if the text does not show it.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read {text, language} a line, write a line each.")] = False,  # noqa: FBT002 - an option of the command
) -> None:
    """Ask the library's knowledge, without a server."""
    if (text is None) != jsonl:
        raise typer.BadParameter("give either a text or --jsonl")
    try:
        settings = load_settings()
        asyncio.run(_answer_lines(settings) if text is None else _answer_one(settings, text, language))
    except SettingsFault as faults:
        for fault in faults.faults:
            typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None


async def _answer_one(settings: Settings, text: str, language: str | None) -> None:
    async with open_bot(settings) as bot:
        reply = await decide(text, language, Context(), bot)
    typer.echo(MarkdownMarkup().to_text(reply.text))
    for choice in reply.choices:
        typer.echo(f"- {choice.title} [{choice.entry}]")
    for source in reply.sources:
        typer.echo(f"— {source.title} {source.url}".rstrip())


async def _answer_lines(settings: Settings) -> None:
    async with open_bot(settings) as bot:
        await answer_lines(sys.stdin.buffer, sys.stdout.buffer, bot)


@asynccontextmanager
async def open_bot(settings: Settings) -> AsyncIterator[Bot]:
    """Give a bot that has learned all that is known; the first time that takes a minute."""
    knowledge = await current_knowledge(settings, lambda words: typer.echo(words, err=True))
    bot = EmbeddedBot(knowledge, Folders(settings.data, settings.cache), lambda: datetime.now(UTC))
    try:
        await bot.start()
        await bot.trained()
        yield bot
    finally:
        await bot.close()


async def answer_lines(lines: Iterable[bytes], out: BinaryIO, bot: Bot) -> None:
    """Write exactly one line of JSON for every line, in order; what is no question gives {"error"}."""
    for line in lines:
        answered = json.dumps(await _answer_line(line, bot), ensure_ascii=False)
        out.write(answered.encode("utf-8", "replace") + b"\n")
        out.flush()


async def _answer_line(line: bytes, bot: Bot) -> dict[str, Any]:
    try:
        asked = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError) as fault:
        return {"error": f"no JSON: {fault}"}
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        return {"error": "a line is an object with a text"}
    language = asked.get("language")
    reply = await decide(asked["text"], language if isinstance(language, str) else None, Context(), bot)
    return _described(reply, await _title_topics(reply, bot))


async def _title_topics(reply: Reply, bot: Bot) -> dict[str, str | None]:
    """Return the topic of each offered entry."""
    topics = {guess.entry: guess.topic for guess in reply.guesses}
    for choice in reply.choices:
        if choice.entry not in topics:
            chosen = await bot.answer(choice.entry, reply.language)
            topics[choice.entry] = chosen.topic if chosen else None
    return topics


def _described(reply: Reply, topics: dict[str, str | None]) -> dict[str, Any]:
    return {
        "outcome": reply.outcome.value,
        "topic": reply.topic,
        "entry": reply.entry,
        "confidence": reply.confidence,
        "text": reply.text,
        "choices": [
            {"entry": choice.entry, "topic": topics[choice.entry], "title": choice.title} for choice in reply.choices
        ],
    }

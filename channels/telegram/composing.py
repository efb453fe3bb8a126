"""Composes one of our messages as the parts that Telegram takes: who speaks, what is said, where it comes from."""

from dataclasses import dataclass

from channels.telegram.rich_text import Run, link, part_of, read_html, to_html, to_text
from channels.telegram.splitting import split
from channels.telegram.words import say
from routing.messages import Author, Outbound


@dataclass(frozen=True, slots=True)
class Part:
    """One Telegram message: its HTML, and the same without markup for when Telegram cannot read that."""

    html: str
    text: str


def compose(outbound: Outbound) -> tuple[Part, ...]:
    """Return the parts in order; none where there is nothing to say."""
    runs = (*_speaker(outbound), *_body(outbound), *_sources(outbound), *_attached(outbound))
    parts = (part_of(runs, start, end) for start, end in split(to_text(runs)))
    return tuple(Part(to_html(part), to_text(part)) for part in parts)


def _speaker(outbound: Outbound) -> tuple[Run, ...]:
    """A person is named, because all messages of a bot look alike."""
    if outbound.author is not Author.LIBRARIAN:
        return ()
    name = f"{say('librarian', outbound.language)} {outbound.name or ''}".rstrip()
    return (Run(name, ("b",)), Run("\n"))


def _body(outbound: Outbound) -> tuple[Run, ...]:
    rich = read_html(outbound.html) if outbound.author is not Author.SYSTEM else ()
    return rich or (Run(outbound.text),)


def _sources(outbound: Outbound) -> tuple[Run, ...]:
    runs = [Run("\n\n" + say("sources", outbound.language))] if outbound.sources else []
    for number, source in enumerate(outbound.sources):
        runs += [Run(" · ")] if number else []
        runs.append(link(source.title, source.url))
    return tuple(runs)


def _attached(outbound: Outbound) -> tuple[Run, ...]:
    """Files themselves are not sent yet; the reader is told at least that there is one."""
    names = " · ".join(file.name for file in outbound.attachments)
    return (Run(f"\n\n[{say('attached', outbound.language)}{names}]"),) if names else ()

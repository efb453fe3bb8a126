"""Rows of a library that has been at work for three years: readers, conversations and messages, made up by a seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from benchmarks.invented_texts import Texts
from crm_store.rows import message_row
from routing.conversations import Owner
from routing.previews import preview_of

Row = dict[str, Any]

YEARS = timedelta(days=3 * 365)
_CHANNELS, _SHARES = ("web", "mail", "telegram"), (60, 25, 15)
_TOPICS = ("renewal", "opening-hours", "databases", "holds", "item-availability", "remote-access", "citation-help")
_OPEN = (Owner.WAITING, Owner.WAITING, Owner.WAITING, Owner.LIBRARIAN, Owner.BOT, Owner.BOT)
_MOST_OPEN = 600
_CASE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class Size:
    """How large a library is."""

    messages: int
    conversations: int
    readers: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows that are stored together, conversations before their messages."""

    conversations: list[Row]
    messages: list[Row]


class Inventor:
    """Makes the rows in the order of time; the same seed makes the same library, ending at the same moment."""

    def __init__(self, size: Size, *, queues: list[int], librarians: list[int], end: datetime, seed: int) -> None:
        self._size = size
        self._queues = queues
        self._librarians = librarians
        self._begin = end - YEARS
        self._random = Random(seed)  # noqa: S311 (nothing here is a secret)
        self._texts = Texts(self._random)
        self._count = count()
        self._contacts: list[tuple[int, str]] = []

    def people(self) -> Iterator[tuple[Row, Row]]:
        """Yield every reader with their contact."""
        for number in range(self._size.readers):
            reader_id, contact_id = self._id_at(self._begin), self._id_at(self._begin)
            (channel,) = self._random.choices(_CHANNELS, _SHARES)
            self._contacts.append((contact_id, channel))
            named = {"name": self._texts.name(), "created": self._begin}
            address = f"reader{number}@mail.example" if channel == "mail" else f"{number:09d}"
            way = {"reader_id": reader_id, "channel": channel, "address": address, "proven": True}
            yield {"id": reader_id, **named}, {"id": contact_id, **way, **named}

    def chunks(self, conversations: int) -> Iterator[Chunk]:
        """Yield all conversations and their messages, so many conversations at a time."""
        total = self._size.conversations
        for first in range(0, total, conversations):
            numbers = range(first, min(first + conversations, total))
            made = [self._conversation(number) for number in numbers]
            yield Chunk([row for row, _ in made], [message for _, messages in made for message in messages])

    def _conversation(self, number: int) -> tuple[Row, list[Row]]:
        size, random = self._size, self._random
        contact_id, channel = random.choice(self._contacts)
        began = self._begin + YEARS * (number / size.conversations) + timedelta(seconds=random.random())
        key, language = self._id_at(began), random.choices(("zh-CN", "en"), (6, 4))[0]
        left = size.conversations - number
        owner = random.choice(_OPEN) if left <= min(_MOST_OPEN, size.conversations // 4) else Owner.CLOSED
        mean = size.messages // size.conversations
        length = mean + number % 3 - 1 if 1 < number < size.conversations - 1 else mean
        place = {"conversation_id": key, "contact_id": contact_id, "channel": channel, "language": language}
        messages = [self._message(place, seq, began + timedelta(seconds=20 * seq)) for seq in range(1, length + 1)]
        ended = began + timedelta(seconds=20 * length)
        row = {
            "id": key,
            "case_number": self._case(),
            "contact_id": contact_id,
            "channel": channel,
            "owner": owner.value,
            "version": length,
            "seq": length,
            "queue_id": random.choice(self._queues),
            "assignee_id": random.choice(self._librarians) if owner is Owner.LIBRARIAN else None,
            "language": language,
            "topic": random.choice(_TOPICS),
            "guesses": [],
            "unread": 0,
            "unsure_turns": 0,
            "preview": preview_of(messages[0]["text"]),
            "answered": True,
            "created": began,
            "updated": ended,
            "subject": self._texts.sentence(language)[:60] if channel == "mail" else None,
            "waiting_since": ended if owner is Owner.WAITING else None,
            "reason": "asked",
            "closed": ended if owner is Owner.CLOSED else None,
        }
        return row, messages

    def _message(self, place: Row, seq: int, at: datetime) -> Row:
        author = ("reader", "bot", "reader", "librarian")[(seq - 1) % 4]
        text = " ".join(self._texts.sentence(place["language"]) for _ in range(self._random.randint(1, 3)))
        return message_row(
            id=self._id_at(at),
            seq=seq,
            author=author,
            text=text,
            html="" if author == "reader" else f"<p>{text}</p>",
            state="routed" if author == "reader" else "sent",
            at=at,
            **place,
        )

    def _case(self) -> str:
        letters = "".join(self._random.choices(_CASE_LETTERS, k=8))
        return f"R-{letters[:4]}-{letters[4:]}"

    def _id_at(self, moment: datetime) -> int:
        """Return an id like those of crm_store/ids.py, as if it had been made at that moment."""
        milliseconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
        return milliseconds << 21 | next(self._count) % (1 << 21)

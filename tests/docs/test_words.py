"""docs/words.md has the words that the code and the screens have."""

import json
from enum import StrEnum
from pathlib import Path

import pytest

from bot.knowledge.topics import TOPICS
from routing.conversations import Owner, Reason
from routing.librarians import Role
from routing.messages import Author, Channel, MessageState
from routing.replies import Outcome

ROOT = Path(__file__).parents[2]
WORDS = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "kind", [Owner, Reason, MessageState, Author, Channel, Role, Outcome], ids=lambda kind: kind.__name__
)
def test_every_word_of_the_code_is_explained(kind: type[StrEnum]) -> None:
    assert [word for word in kind if f"| `{word}` |" not in WORDS] == []


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_a_topic_has_the_names_that_the_desk_shows(topic: str) -> None:
    english, chinese = (_screen(language)[f"topic.{topic}"] for language in ("en", "zh-CN"))

    assert f"| `{topic}` | {english} | {chinese} |" in WORDS


def _screen(language: str) -> dict[str, str]:
    return json.loads((ROOT / "web" / "src" / "desk" / f"{language}.json").read_text(encoding="utf-8"))

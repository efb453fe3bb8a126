"""What the harness's readers ask and what its RIC knows: every answer names its entry, so that none can be mistaken."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
PERSON = "转人工"
_MARK = re.compile(r"A\dZ|L-\d+Z|R-[A-Z0-9]{4}-[A-Z0-9]{4}")


@dataclass(frozen=True, slots=True)
class Question:
    """One text that readers write; `entry` answers it, None: it asks for a person."""

    text: str
    entry: str | None


QUESTIONS = tuple(Question(f"第{sign}号问题怎么办", f"answer-{number}") for number, sign in enumerate("甲乙丙丁戊己"))
ASKS_PERSON = Question(PERSON, None)
BY_TEXT: Mapping[str, Question] = {question.text: question for question in (*QUESTIONS, ASKS_PERSON)}


def answer_to(question: Question) -> str:
    """Return the answer, with a mark by which it is known wherever it turns up."""
    return f"回答 A{question.entry[-1] if question.entry else '?'}Z"


def mark_of(text: str) -> str:
    """Return what tells one of our messages from another: an answer, a librarian's words, or a case's receipt."""
    found = _MARK.search(text)
    return found.group() if found else text


def write_config(folder: Path) -> Path:
    """Write a RIC_CONFIG with the demo library's settings and a handful of entries, so that starting is cheap."""
    (folder / "knowledge").mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "config" / "library.yml", folder / "library.yml")
    entries = [_entry(question) for question in QUESTIONS]
    (folder / "knowledge" / "faults.yml").write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    return folder


def _entry(question: Question) -> dict[str, object]:
    return {
        "id": question.entry,
        "topic": "renewal",
        "kind": "answer",
        "title": {"zh": question.text, "en": f"Question {question.entry}"},
        "phrasings": {"zh": [question.text], "en": [f"what about {question.entry}"]},
        "answer": {"zh": answer_to(question), "en": answer_to(question)},
    }

"""An entry: how readers ask for something, in both languages, and what the library answers."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bot.knowledge.topics import TOPICS

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
Link = Annotated[str, StringConstraints(pattern=r"^(https?://|mailto:|tel:)\S+$")]
Phrasings = Annotated[tuple[Text, ...], Field(min_length=1)]
TextLanguage = Literal["zh", "en"]
"""The two languages that knowledge is written in; a reader's language (zh-CN, zh-Hant, en) maps to one of them."""

LANGUAGES: tuple[TextLanguage, TextLanguage] = ("zh", "en")


def _known_topic(name: str) -> str:
    if name not in TOPICS:
        raise ValueError(f"unknown topic {name!r}")
    return name


Topic = Annotated[str, AfterValidator(_known_topic)]


class Document(BaseModel):
    """What every part of a knowledge file has in common: nothing unknown is passed over, nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Bilingual(Document):
    """A text in both languages."""

    zh: Text
    en: Text

    def say(self, language: TextLanguage) -> str:
        return self.zh if language == "zh" else self.en


class AllPhrasings(Document):
    """What readers write when they mean one entry: at least one phrasing in each language."""

    zh: Phrasings
    en: Phrasings

    def say(self, language: TextLanguage) -> tuple[str, ...]:
        return self.zh if language == "zh" else self.en


class Citation(Document):
    """The page that an answer comes from."""

    title: Bilingual
    url: Link | None = None


class Kind(StrEnum):
    """What becomes of a question that means this entry."""

    ANSWER = "answer"
    LOOKUP = "lookup"
    HANDOVER = "handover"
    SMALLTALK = "smalltalk"
    REFUSE = "refuse"


class Lookup(StrEnum):
    """Where a question of kind lookup is looked up."""

    ACCOUNT = "account"
    CATALOGUE = "catalogue"


class Entry(Document):
    """One entry as the files and the store hold it; `answer` is Markdown with Jinja2 that quotes facts."""

    id: Slug
    topic: Topic
    kind: Kind
    lookup: Lookup | None = None
    queue: Slug | None = None
    title: Bilingual
    phrasings: AllPhrasings
    answer: Bilingual
    source: Citation | None = None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if (self.kind is Kind.LOOKUP) != (self.lookup is not None):
            raise ValueError("`lookup` belongs to entries of kind lookup, all of them and no others")
        if self.queue is not None and self.kind is not Kind.HANDOVER:
            raise ValueError("`queue` belongs to entries of kind handover")
        return self

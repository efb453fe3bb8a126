"""What may be sent to the API. A field that is not named here is ignored: nothing can be assigned by guessing names."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator

from crm_store.views import Wanted
from desk.calls import as_id
from desk.passwords import LONGEST, SHORTEST
from routing.messages import MAX_TEXT

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _storable(value: Any) -> Any:
    return _UNSTORABLE.sub("\ufffd", value) if isinstance(value, str) else value


def _id(value: str) -> str:
    if as_id(value) is None:
        raise ValueError("is no id")
    return value


Words = Annotated[str, BeforeValidator(_storable)]
"""Text with the characters that no database takes replaced."""

Text = Annotated[Words, Field(min_length=1, max_length=MAX_TEXT)]
Id = Annotated[str, AfterValidator(_id)]


class SignIn(BaseModel):
    """POST session."""

    email: Annotated[Words, Field(max_length=320)]
    password: Annotated[Words, Field(max_length=LONGEST)]


class NewPassword(BaseModel):
    """POST me/password."""

    current: Annotated[Words, Field(max_length=LONGEST)]
    new: Annotated[Words, Field(min_length=SHORTEST, max_length=LONGEST)]


class ListQuery(BaseModel):
    """GET conversations."""

    view: Wanted = Wanted.ALL
    queue: Id | None = None
    q: Annotated[Words, Field(max_length=200)] | None = None
    cursor: Annotated[str, Field(max_length=200)] | None = None


class EntryQuery(BaseModel):
    """GET entries/{id}."""

    language: Annotated[Words, Field(max_length=35)] = "zh-CN"


class MessagesQuery(BaseModel):
    """GET conversations/{id}: `before` asks for the messages before a seq."""

    before: Annotated[int, Field(ge=0, lt=2**63)] | None = None


class Types(BaseModel):
    """What a desk says on the events socket: its librarian is typing an answer, or has stopped."""

    type: Literal["typing"]
    conversation: Id
    on: bool


class Reply(BaseModel):
    """POST conversations/{id}/reply."""

    text: Text
    client_id: Annotated[Words, Field(min_length=1, max_length=64)] | None = None
    close: bool = False


class Note(BaseModel):
    """POST conversations/{id}/note."""

    text: Text


class HandOver(BaseModel):
    """POST conversations/{id}/handover: to a queue or to a librarian."""

    queue: Id | None = None
    librarian: Id | None = None
    note: Annotated[Words, Field(max_length=MAX_TEXT)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "HandOver":
        if (self.queue is None) == (self.librarian is None):
            raise ValueError("name a queue or a librarian")
        return self


class Close(BaseModel):
    """POST conversations/{id}/close: `read` is the READ scale, 1 (no effort) to 6 (research of weeks)."""

    topic: Annotated[str, Field(pattern="^[a-z0-9-]{1,64}$")] | None = None
    read: Annotated[int, Field(strict=True, ge=1, le=6)] | None = None


class Rename(BaseModel):
    """POST readers/{id}: null takes the name away."""

    name: Annotated[Words, Field(max_length=200)] | None


class Merge(BaseModel):
    """POST readers/{id}/merge."""

    into: Id

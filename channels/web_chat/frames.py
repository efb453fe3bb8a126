"""The frames of the socket: what a client may send, checked at the edge, and what it is sent."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, TypeAdapter, ValidationError

from routing.conversations import Owner
from routing.messages import MAX_TEXT, Message
from routing.store_ports import SessionState

MAX_FRAME = 2 * 1024 * 1024
"""Bytes; a larger frame closes the socket with 1009."""
_LONGEST = 200
"""Characters of a client's own words that an error repeats."""


class BadFrame(Exception):
    """A frame that breaks the contract; `client_id` says which message, where that can be read."""

    def __init__(self, detail: str, *, code: str = "bad_frame", client_id: str | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.client_id = client_id


def _printable(value: str) -> str:
    if any(letter < " " or "\ud800" <= letter <= "\udfff" for letter in value):
        raise ValueError("must not contain control characters")
    return value


ClientId = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(_printable)]
Word = Annotated[str, Field(max_length=200), AfterValidator(_printable)]


class Hello(BaseModel):
    type: Literal["hello"]
    session: Any = None
    """Whatever is no session of ours begins a new one."""
    after: Annotated[int, Field(lt=2**62)] | None = None
    language: Word | None = None


class Write(BaseModel):
    type: Literal["message"]
    client_id: ClientId
    text: str


class Choose(BaseModel):
    type: Literal["choose"]
    client_id: ClientId
    entry: Word


class AskLibrarian(BaseModel):
    type: Literal["ask_librarian"]


class BackToBot(BaseModel):
    type: Literal["back_to_bot"]


class Types(BaseModel):
    type: Literal["typing"]
    on: bool


class Seen(BaseModel):
    type: Literal["seen"]
    seq: int = Field(ge=0, lt=2**62)


Frame = Hello | Write | Choose | AskLibrarian | BackToBot | Types | Seen

_FRAMES: TypeAdapter[Frame] = TypeAdapter(Annotated[Frame, Field(discriminator="type")])


def read_frame(data: str | bytes) -> Frame:
    """Return the frame, or raise BadFrame with words that tell a client's author what to mend."""
    if not isinstance(data, str):
        raise BadFrame("frames are text")
    try:
        given = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadFrame("the frame is not JSON") from error
    try:
        frame = _FRAMES.validate_python(given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        raise BadFrame(f"{where}: {first['msg'][:_LONGEST]}".removeprefix(": "), client_id=_known(given)) from error
    return frame


def _known(given: Any) -> str | None:
    """Return the client_id to send back with an error; None where there is none, or none that UTF-8 can carry."""
    client_id = given.get("client_id") if isinstance(given, dict) else None
    if not isinstance(client_id, str) or len(client_id) > _LONGEST:
        return None
    return client_id if client_id.encode(errors="replace").decode() == client_id else None


def text_fault(frame: Write) -> BadFrame | None:
    """Return why this text can be no message, if so. Not told while reading: a repeat is acked whatever it says."""
    if len(frame.text) > MAX_TEXT:
        return BadFrame(f"text has more than {MAX_TEXT} characters", code="too_long", client_id=frame.client_id)
    return None if frame.text else BadFrame("text is empty", client_id=frame.client_id)


def message_body(message: Message) -> dict[str, Any]:
    """Return a message as docs/protocol.md has it."""
    return {
        "seq": message.seq,
        "author": message.author.value,
        "name": message.name,
        "text": message.text,
        "html": message.html,
        "at": moment(message.at),
        "choices": [{"entry": choice.entry, "title": choice.title} for choice in message.choices],
        "sources": [{"title": source.title, "url": source.url} for source in message.sources],
        "attachments": [
            {"id": file.id, "name": file.name, "type": file.type, "size": file.size, "url": f"/chat/files/{file.id}"}
            for file in message.attachments
        ],
    }


def welcome_frame(
    session: str, language: str, state: SessionState | None, messages: Sequence[Message], *, more: bool
) -> dict[str, Any]:
    """Return the answer to hello; `state` is None for a session that has said nothing yet."""
    return {
        "type": "welcome",
        "session": session,
        "owner": (state.owner if state else Owner.BOT).value,
        "language": language,
        "case": state.case if state else None,
        "messages": [message_body(message) for message in messages],
        "more": more,
    }


def owner_frame(state: SessionState, wait_minutes: int | None) -> dict[str, Any]:
    """Return the frame that says who speaks next."""
    return {
        "type": "owner",
        "owner": state.owner.value,
        "case": state.case,
        "position": state.position,
        "wait_minutes": wait_minutes,
        "librarian": state.librarian,
    }


def error_frame(code: str, detail: str, client_id: str | None = None) -> dict[str, Any]:
    """Return an error; with the client_id of the message that it is about, where there is one."""
    frame = {"type": "error", "code": code, "detail": detail}
    return frame | {"client_id": client_id} if client_id is not None else frame


def moment(at: datetime) -> str:
    """Return a time as ISO 8601 in UTC with Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""One call of the API: who calls, what the body says, and how an answer is written."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from crm_store.logins import Login
from routing.errors import Invalid, NotFound
from routing.librarians import Librarian, Role

Body = TypeVar("Body", bound=BaseModel)
LARGEST_ID = 2**63 - 1
LARGEST_BODY = 256 * 1024


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was let in."""

    request: web.Request
    login: Login | None

    @property
    def session(self) -> Login:
        """The session of the librarian who calls; routes that are not public have one."""
        if self.login is None:
            raise web.HTTPUnauthorized(text="sign in first")
        return self.login

    @property
    def librarian(self) -> Librarian:
        """Who calls."""
        return self.session.librarian

    def key(self, name: str = "id") -> int:
        """Return an id from the path. NotFound: it is none."""
        found = as_id(self.request.match_info[name])
        if found is None:
            raise NotFound("there is no such thing")
        return found

    def query(self, model: type[Body]) -> Body:
        """Read the query string; a parameter that is empty counts as not given. Invalid: a value is wrong."""
        return _validate(model, {name: value for name, value in self.request.query.items() if value})

    async def body(self, model: type[Body]) -> Body:
        """Read the body; none at all counts as one without fields. Invalid: it is no JSON, or a field is wrong."""
        if (self.request.content_length or 0) > LARGEST_BODY:
            raise web.HTTPRequestEntityTooLarge(LARGEST_BODY, self.request.content_length or 0)
        raw = await self.request.read()
        return _validate(model, _parse(raw) if raw else {})


Handle = Callable[[Call], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint: how it is reached, who may call it, and what its documentation says.

    `role` None lets everybody in. `answer` is the model of the answer with `status`, None where there is no body.
    """

    method: str
    path: str
    handle: Handle
    summary: str
    answer: type[BaseModel] | None = None
    status: int = 200
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    role: Role | None = Role.LIBRARIAN


def answer(model: BaseModel, status: int = 200) -> web.Response:
    """Write a model as the answer."""
    return web.Response(text=model.model_dump_json(), content_type="application/json", status=status)


def as_id(text: str) -> int | None:
    """Return the id that a text stands for, or None."""
    if not (text.isascii() and text.isdecimal() and len(text) < len(str(LARGEST_ID)) + 1):
        return None
    number = int(text)
    return number if number <= LARGEST_ID else None


def _parse(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Invalid("the body is no JSON", {"body": "is no JSON"}) from error


def _validate(model: type[Body], given: Any) -> Body:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        fields = {".".join(map(str, fault["loc"])) or "body": fault["msg"] for fault in error.errors()}
        raise Invalid("some fields are wrong", fields) from error

"""A piece of knowledge as plain data, from a file or from the store, with a way to say where a fault in it stands."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.knowledge.pages import Page, Spot
from routing.errors import Fault

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Piece:
    """`data` is what was written; `where(spot, line of a text)` names the place of a part of it for an operator."""

    data: Any
    where: Callable[[Spot, int], str]

    def fault(self, spot: Spot, what: str, *, line: int = 0) -> Fault:
        return Fault(self.where(spot, line), what)


def from_page(page: Page, *top: str | int) -> Piece:
    """Return the part of a file that stands under `top`."""
    data = page.data
    for key in top:
        data = data[key]
    return Piece(data, lambda spot, line: page.where((*top, *spot), line))


def from_store(name: str, data: Any) -> Piece:
    """Return a document of the store; its faults have a name and no line."""
    return Piece(data, lambda _spot, _line: name)


def parse(model: type[Model], piece: Piece, faults: list[Fault]) -> Model | None:
    """Return the model, or None with every fault of the piece added to `faults`."""
    try:
        return model.model_validate(piece.data)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            spot = tuple(each["loc"])
            name = ".".join(map(str, spot))
            faults.append(piece.fault(spot, f"{name}: {_words(each)}" if name else _words(each)))
        return None


def _words(error: Any) -> str:
    match error["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is not a key that is known here"
        case "too_short":
            return "needs at least one"
        case "string_pattern_mismatch":
            return f"{error['input']!r} does not have the form {error['ctx']['pattern']}"
        case "value_error":
            return str(error["ctx"]["error"])
        case _:
            return str(error["msg"]).lower()

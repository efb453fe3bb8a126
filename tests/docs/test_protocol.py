"""docs/protocol.md names every frame, route and field that there is."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import pytest

from channels.web_chat import frames
from desk.application import all_routes
from desk.calls import Route
from desk.events import Events
from desk.gate import Gate
from routing.measures import UNCOUNTED
from tests.parts.house import NOON

PROTOCOL = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
RESERVED = ["feedback", "rate", "email", "code", "forget"]


@pytest.mark.parametrize("frame", get_args(frames.Frame), ids=lambda frame: frame.__name__)
def test_every_frame_of_a_client_is_described_with_its_fields(frame: Any) -> None:
    kind = get_args(frame.model_fields["type"].annotation)[0]
    line = next(line for line in PROTOCOL.splitlines() if line.startswith(f"| `{kind}` |"))

    assert [name for name in frame.model_fields if name != "type" and f"`{name}`" not in line] == []


@pytest.mark.parametrize("kind", RESERVED)
def test_a_reserved_frame_is_answered_with_bad_frame(kind: str) -> None:
    with pytest.raises(frames.BadFrame) as refused:
        frames.read_frame(f'{{"type": "{kind}"}}')

    assert refused.value.code == "bad_frame"
    assert f"`{kind}`" in PROTOCOL


def desk_routes() -> list[Route]:
    parts: Any = SimpleNamespace(secure_cookie=True, database=None, clock=lambda: NOON, measures=UNCOUNTED)
    gate = Gate(parts)
    return all_routes(parts, gate, Events(parts, gate))


@pytest.mark.parametrize("route", desk_routes(), ids=lambda route: f"{route.method} {route.path}")
def test_every_route_of_the_desk_is_listed_with_its_fields(route: Route) -> None:
    line = next(line for line in PROTOCOL.splitlines() if line.startswith(f"| `{route.method} {route.path}` |"))
    sent = [name for model in (route.body, route.query) if model for name in model.model_fields]
    answered = route.answer.model_fields if route.answer else ()

    assert [name for name in sent if f"`{name}`" not in line] == []
    assert set(answered) <= set(re.findall(r"\w+", PROTOCOL))

"""GET queues, librarians, status and openapi.json, unknown routes, and faults: as the contract has them."""

from typing import Any

import pytest

from desk.application import make_desk
from routing.errors import Unavailable
from tests.desk.conftest import Rig, served


class AwayDatabase:
    """Satisfies crm_store.database.Database while the real one is out of reach."""

    lanes = 1

    async def write(self, work: Any) -> Any:
        raise Unavailable("connection refused at 10.0.0.1")

    async def read(self, work: Any) -> Any:
        raise Unavailable("connection refused at 10.0.0.1")

    async def close(self) -> None:
        pass


class BrokenDatabase(AwayDatabase):
    """A database that fails in a way which nobody foresaw."""

    async def read(self, work: Any) -> Any:
        raise RuntimeError("secret internals")


async def test_queues_are_listed_in_the_librarys_order_with_their_ids(house: Rig):
    desk = await house.desk_of("wang")
    await house.wait_for_help(queue="research")

    body = (await desk.get("queues")).body

    assert body["next"] is None
    assert [(item["id"], item["name"], item["name_en"]) for item in body["items"]] == [
        (str(house.queues["reference"]), "参考咨询", "Reference"),
        (str(house.queues["research"]), "科研支持", "Research"),
    ]
    assert [item["waiting"] for item in body["items"]] == [0, 1]


async def test_librarians_are_listed_without_the_disabled_ones(house: Rig):
    desk = await house.desk_of("wang")
    await house.hire("chen")
    await house.dismiss("chen")

    body = (await desk.get("librarians")).body

    me = {"id": desk.id, "name": "Wang", "email": "wang@library.example", "role": "librarian", "online": False}
    assert body == {"items": [me], "next": None}


async def test_status_says_whether_mail_can_go_out_and_what_to_mend(house: Rig):
    desk = await house.desk_of("wang")
    house.faults.append("RIC_MAIL_RELAY is not set")

    assert (await desk.get("status")).body == {"relay": False, "faults": ["RIC_MAIL_RELAY is not set"]}


async def test_every_answer_is_private_and_typed(house: Rig):
    answer = await house.browser().get("me")

    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "nothing/here", 404, "not_found"),
        ("PUT", "me", 405, "method_not_allowed"),
        ("DELETE", "queues", 405, "method_not_allowed"),
    ],
)
async def test_unknown_routes_and_methods_answer_in_the_same_shape(
    house: Rig, method: str, path: str, status: int, code: str
):
    answer = await (await house.desk_of("wang")).call(method, path)

    assert (answer.status, answer.body["error"]) == (status, code)
    assert answer.body.keys() == {"error", "detail", "fields"}


async def test_a_body_that_is_too_large_is_413(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()

    answer = await desk.call("POST", f"conversations/{key}/note", data=b" " * 300_000)

    assert (answer.status, answer.body["error"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("database", "status", "code"), [(AwayDatabase(), 503, "unavailable"), (BrokenDatabase(), 500, "internal")]
)
async def test_a_fault_of_ours_is_told_without_internals(rig: Rig, database: Any, status: int, code: str):
    async with served(rig, make_desk(rig.parts(database=database))):
        answer = await rig.browser().get("me", headers={"Cookie": "ric=any"})

    assert (answer.status, answer.body["error"]) == (status, code)
    assert "10.0.0.1" not in str(answer.body)
    assert "secret" not in str(answer.body)


async def test_the_api_describes_itself_to_everybody(house: Rig):
    answer = await house.browser().get("openapi.json")

    assert answer.status == 200
    assert answer.body["openapi"] == "3.1.0"
    assert answer.body["paths"].keys() == {
        *(
            "/session",
            "/me",
            "/me/password",
            "/status",
            "/queues",
            "/librarians",
            "/entries/{id}",
            "/health",
            "/events",
            "/openapi.json",
        ),
        *("/conversations", "/conversations/{id}"),
        *(f"/conversations/{{id}}/{act}" for act in ("claim", "reply", "note", "handover", "close", "reopen", "seen")),
        *("/readers/{id}", "/readers/{id}/merge", "/readers/{id}/unmerge"),
        *("/attachments/{id}", "/messages/{id}/raw"),
    }


async def test_every_reference_of_the_description_leads_somewhere(house: Rig):
    document = (await house.browser().get("openapi.json")).body

    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(references(document)) <= known


async def test_every_route_but_two_wants_a_session(house: Rig):
    document, stranger = (await house.browser().get("openapi.json")).body, house.browser()
    calls = [(method.upper(), path) for path, methods in document["paths"].items() for method in methods]

    statuses = {(method, path): (await stranger.call(method, path[1:].format(id=1))).status for method, path in calls}

    public = {("POST", "/session"), ("GET", "/openapi.json")}
    assert {call for call, status in statuses.items() if status != 401} == public


def references(part: Any) -> list[str]:
    """Return every $ref in a document."""
    if isinstance(part, list):
        return [found for each in part for found in references(each)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"]] if "$ref" in part else []
    return own + [found for each in part.values() for found in references(each)]

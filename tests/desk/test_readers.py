"""GET readers/{id}, naming, merging and undoing, as the contract has them."""

import pytest

from routing.messages import Channel
from tests.desk.conftest import Desk, Rig


async def reader_of(desk: Desk, key: str) -> str:
    """Return the id of a conversation's reader."""
    return str((await desk.get(f"conversations/{key}")).body["reader"]["id"])


async def two_readers(house: Rig, desk: Desk) -> tuple[str, str, list[str]]:
    """Let one person write by Telegram and by mail; return both readers and both conversations."""
    chat = await house.ask("hello", who="4711", channel=Channel.TELEGRAM, name="Anna")
    mail = await house.ask("dear library", who="anna@x.example", channel=Channel.MAIL, name="Anna Li")
    return await reader_of(desk, chat), await reader_of(desk, mail), [chat, mail]


async def test_a_record_has_contacts_claims_conversations_and_notes(house: Rig):
    desk = await house.desk_of("wang")
    key = await house.ask("hello", who="4711", channel=Channel.TELEGRAM, name="Anna")
    await desk.post(f"conversations/{key}/note", {"text": "writes a thesis"})

    body = (await desk.get(f"readers/{await reader_of(desk, key)}")).body

    assert body.keys() == {"id", "name", "contacts", "claims", "conversations", "notes", "merged"}
    assert body["name"] == "Anna"
    assert body["contacts"] == [{"channel": "telegram", "address": "4711", "proven": True}]
    assert [row["id"] for row in body["conversations"]] == [key]
    assert [note["text"] for note in body["notes"]] == ["writes a thesis"]
    assert (body["claims"], body["merged"]) == ([], [])


async def test_a_web_session_is_not_shown_in_full(house: Rig):
    desk = await house.desk_of("wang")
    key = await house.ask("hello", who="0123456789abcdef")

    (contact,) = (await desk.get(f"readers/{await reader_of(desk, key)}")).body["contacts"]

    assert contact["address"] == "01234567"


@pytest.mark.parametrize("path", ["readers/1", "readers/x"])
async def test_a_reader_that_is_not_there_is_404(house: Rig, path: str):
    desk = await house.desk_of("wang")

    assert (await desk.get(path)).status == 404
    assert (await desk.post(path, {"name": "Anna"})).status == 404


async def test_a_reader_gets_a_name_which_lists_show_at_once(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()
    before = (await desk.get(f"conversations/{key}")).body

    answer = await desk.post(f"readers/{before['reader']['id']}", {"name": "  Anna   Li "})

    after = (await desk.get(f"conversations/{key}")).body
    assert (answer.status, answer.body["name"]) == (200, "Anna Li")
    assert after["reader"]["name"] == "Anna Li"
    assert after["version"] > before["version"]
    assert after["updated"] == before["updated"]


@pytest.mark.parametrize("body", [{}, {"name": 7}, {"name": "x" * 201}])
async def test_a_name_that_is_none_is_422(house: Rig, body: dict[str, object]):
    desk, key = await house.desk_of("wang"), await house.ask("hello")

    assert (await desk.post(f"readers/{await reader_of(desk, key)}", body)).status == 422


async def test_two_readers_merged_are_one_record(house: Rig):
    desk = await house.desk_of("wang")
    first, second, keys = await two_readers(house, desk)

    answer = await desk.post(f"readers/{first}/merge", {"into": second})

    assert answer.status == 200
    assert answer.body["id"] == second
    assert [contact["channel"] for contact in answer.body["contacts"]] == ["telegram", "mail"]
    assert {row["id"] for row in answer.body["conversations"]} == set(keys)
    assert [(each["id"], each["name"]) for each in answer.body["merged"]] == [(first, "Anna")]
    assert (await desk.get(f"readers/{first}")).body == answer.body
    assert await reader_of(desk, keys[0]) == second


async def test_a_merge_can_be_undone(house: Rig):
    desk = await house.desk_of("wang")
    first, second, keys = await two_readers(house, desk)
    before = [(await desk.get(f"readers/{key}")).body for key in (first, second)]
    await desk.post(f"readers/{first}/merge", {"into": second})

    answer = await desk.post(f"readers/{first}/unmerge")

    after = [(await desk.get(f"readers/{key}")).body for key in (first, second)]
    assert answer.status == 200
    assert [body["contacts"] for body in after] == [body["contacts"] for body in before]
    assert [await reader_of(desk, key) for key in keys] == [first, second]


async def test_merging_into_oneself_or_in_a_circle_is_409(house: Rig):
    desk = await house.desk_of("wang")
    first, second, _ = await two_readers(house, desk)

    itself = await desk.post(f"readers/{first}/merge", {"into": first})
    await desk.post(f"readers/{first}/merge", {"into": second})
    circle = await desk.post(f"readers/{second}/merge", {"into": first})
    again = await desk.post(f"readers/{first}/merge", {"into": second})

    assert [answer.status for answer in (itself, circle, again)] == [409, 409, 409]


async def test_merging_into_nobody_is_422_and_undoing_nothing_is_409(house: Rig):
    desk, key = await house.desk_of("wang"), await house.ask("hello")
    reader = await reader_of(desk, key)

    nobody = await desk.post(f"readers/{reader}/merge", {"into": "1"})
    nothing = await desk.post(f"readers/{reader}/unmerge")

    assert (nobody.status, list(nobody.body["fields"])) == (422, ["into"])
    assert nothing.status == 409


async def test_the_search_finds_a_merged_reader_by_the_name_they_carry_now(house: Rig):
    desk = await house.desk_of("wang")
    first, second, keys = await two_readers(house, desk)
    await desk.post(f"readers/{first}/merge", {"into": second})
    await desk.post(f"readers/{second}", {"name": "Dr. Zhao"})

    assert set(await desk.cases("q=zhao")) == set(keys)


async def test_a_record_says_what_each_conversation_began_with(house: Rig):
    desk = await house.desk_of("wang")
    asked = await house.ask("Where is my book?", who="4711", channel=Channel.TELEGRAM)
    await house.ask("It was due on Monday", who="4711", channel=Channel.TELEGRAM)
    wish = await house.ask("转人工", who="4712", channel=Channel.TELEGRAM)
    one, other = await reader_of(desk, asked), await reader_of(desk, wish)
    await desk.post(f"readers/{other}/merge", {"into": one})

    body = (await desk.get(f"readers/{one}")).body

    assert {row["id"]: row["question"] for row in body["conversations"]} == {asked: "Where is my book?", wish: None}


async def test_a_merged_reader_is_told_apart_by_contact_and_case(house: Rig):
    desk = await house.desk_of("wang")
    chat, mail, (_, letter) = await two_readers(house, desk)
    await desk.post(f"readers/{mail}/merge", {"into": chat})

    (merged,) = (await desk.get(f"readers/{chat}")).body["merged"]

    assert merged["case"] == (await desk.get(f"conversations/{letter}")).body["case"]
    assert [each["address"] for each in merged["contacts"]] == ["anna@x.example"]

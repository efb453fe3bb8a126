"""GET conversations/{id} and what a librarian does with it, as the contract has them."""

import asyncio

import pytest

from routing.librarians import Role
from routing.messages import Attachment, Channel
from tests.desk.conftest import Rig
from tests.desk.test_lists import ROW

MESSAGE = {
    *("id", "seq", "author", "name", "text", "html", "folded", "at", "choices", "sources", "attachments"),
    *("state", "entry", "confidence", "failure"),
}


async def test_a_conversation_is_its_row_with_messages_and_notes(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help("Where is my book?", name="Anna")
    await desk.post(f"conversations/{key}/note", {"text": "on the shelf"})

    body = (await desk.get(f"conversations/{key}")).body

    (message,), (note,) = body["messages"], body["notes"]
    assert body.keys() >= ROW
    assert message.keys() == MESSAGE
    assert (message["seq"], message["author"], message["name"], message["text"]) == (
        1,
        "reader",
        "Anna",
        "Where is my book?",
    )
    assert (note["author"], note["text"]) == ("Wang", "on the shelf")


@pytest.mark.parametrize("key", ["1", "99999999999999999999", "abc", "-1", "٣"])
async def test_a_conversation_that_is_not_there_is_404(house: Rig, key: str):
    desk = await house.desk_of("wang")

    read, claimed = await desk.get(f"conversations/{key}"), await desk.post(f"conversations/{key}/claim")

    assert (read.status, claimed.status) == (404, 404)


async def test_claiming_answers_with_the_row_also_when_it_is_already_mine(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()

    first, again = [await desk.post(f"conversations/{key}/claim") for _ in range(2)]

    assert (first.status, again.status) == (200, 200)
    assert first.body["owner"] == "librarian"
    assert first.body["assignee"] == {"id": desk.id, "name": "Wang"}
    assert (first.body["waiting_since"], first.body["unread"]) == (None, 0)


async def test_of_two_who_claim_at_once_exactly_one_wins(house: Rig):
    wang, chen, key = await house.desk_of("wang"), await house.desk_of("chen"), await house.wait_for_help()

    answers = await asyncio.gather(*(desk.post(f"conversations/{key}/claim") for desk in (wang, chen)))

    won, lost = sorted(answers, key=lambda answer: answer.status)
    assert (won.status, lost.status) == (200, 409)
    assert lost.body["error"] == "already_claimed"
    assert lost.body["assignee"] == won.body["assignee"]


async def test_a_closed_conversation_cannot_be_claimed(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()
    await desk.post(f"conversations/{key}/close", {})

    answer = await desk.post(f"conversations/{key}/claim")

    assert (answer.status, answer.body["error"]) == (409, "wrong_state")


async def test_a_reply_is_201_with_the_message(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()
    await desk.post(f"conversations/{key}/claim")

    answer = await desk.post(f"conversations/{key}/reply", {"text": "It is **here**.", "client_id": "c1"})

    assert answer.status == 201
    assert answer.body.keys() == MESSAGE
    assert (answer.body["author"], answer.body["name"], answer.body["seq"]) == ("librarian", "Wang", 2)
    assert "<strong>here</strong>" in answer.body["html"]


@pytest.mark.parametrize(("channel", "state"), [(Channel.WEB, "sent"), (Channel.MAIL, "queued")])
async def test_a_reply_to_the_chat_is_sent_at_once_and_others_wait_for_their_channel(
    house: Rig, channel: Channel, state: str
):
    desk, key = await house.desk_of("wang"), await house.wait_for_help(channel=channel)
    await desk.post(f"conversations/{key}/claim")

    assert (await desk.post(f"conversations/{key}/reply", {"text": "here"})).body["state"] == state


async def test_the_same_client_id_gets_the_first_message_back_with_200(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()
    await desk.post(f"conversations/{key}/claim")

    first = await desk.post(f"conversations/{key}/reply", {"text": "here", "client_id": "c1"})
    again = await desk.post(f"conversations/{key}/reply", {"text": "something else", "client_id": "c1"})

    assert (first.status, again.status) == (201, 200)
    assert again.body == first.body
    assert len((await desk.get(f"conversations/{key}")).body["messages"]) == 2


async def test_the_same_client_id_sent_twice_at_once_is_stored_once(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()
    await desk.post(f"conversations/{key}/claim")
    body = {"text": "here", "client_id": "c1"}

    answers = await asyncio.gather(*(desk.post(f"conversations/{key}/reply", body) for _ in range(4)))

    assert sorted(answer.status for answer in answers) == [200, 200, 200, 201]
    assert len({answer.body["id"] for answer in answers}) == 1


async def test_a_client_id_belongs_to_its_librarian(house: Rig):
    key, body = await house.wait_for_help(), {"text": "here", "client_id": "c1"}
    for name in ("wang", "li"):
        desk = await house.desk_of(name)
        await desk.post(f"conversations/{key}/claim")
        answer = await desk.post(f"conversations/{key}/reply", body)
        await desk.post(f"conversations/{key}/handover", {"queue": str(house.queues["reference"])})

        assert answer.status == 201


async def test_a_client_id_belongs_to_its_conversation(house: Rig):
    desk = await house.desk_of("wang")
    keys = [await house.wait_for_help(who=who) for who in "ab"]

    for key in keys:
        await desk.post(f"conversations/{key}/claim")
    statuses = [
        (await desk.post(f"conversations/{key}/reply", {"text": "x", "client_id": "c1"})).status for key in keys
    ]

    assert statuses == [201, 201]


async def test_only_the_assignee_replies(house: Rig):
    wang, chen, key = await house.desk_of("wang"), await house.desk_of("chen"), await house.wait_for_help()

    unclaimed = await chen.post(f"conversations/{key}/reply", {"text": "hello"})
    await wang.post(f"conversations/{key}/claim")
    anothers = await chen.post(f"conversations/{key}/reply", {"text": "hello"})

    assert (unclaimed.status, anothers.status) == (409, 409)
    assert len((await wang.get(f"conversations/{key}")).body["messages"]) == 1


async def test_a_reply_can_close(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()
    await desk.post(f"conversations/{key}/claim")

    await desk.post(f"conversations/{key}/reply", {"text": "bye", "close": True})

    assert await desk.cases("view=closed") == [key]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": "x" * 8001}, "text"),
        ({"text": 7}, "text"),
        ({"text": "x", "client_id": "y" * 65}, "client_id"),
        ({"text": "x", "client_id": ""}, "client_id"),
        (["text"], "body"),
    ],
)
async def test_a_reply_that_says_nothing_or_too_much_is_422_and_names_the_field(house: Rig, body: object, field: str):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()
    await desk.post(f"conversations/{key}/claim")

    answer = await desk.post(f"conversations/{key}/reply", body)

    assert (answer.status, list(answer.body["fields"])) == (422, [field])


async def test_characters_that_no_database_takes_are_replaced(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()
    await desk.post(f"conversations/{key}/claim")

    answer = await desk.call("POST", f"conversations/{key}/reply", data=b'{"text": "a\\u0000b\\ud800c"}')

    assert (answer.status, answer.body["text"]) == (201, "a\ufffdb\ufffdc")


@pytest.mark.parametrize("raw", [b"{", b"null", b"\xff\xfe", b"[" * 100_000])
async def test_a_body_that_is_no_json_object_is_422(house: Rig, raw: bytes):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()

    answer = await desk.call("POST", f"conversations/{key}/note", data=raw)

    assert (answer.status, answer.body["error"], list(answer.body["fields"])) == (422, "invalid", ["body"])


@pytest.mark.parametrize("act", ["reply", "note", "handover"])
async def test_a_call_that_says_nothing_where_something_is_wanted_is_422(house: Rig, act: str):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()

    answer = await desk.call("POST", f"conversations/{key}/{act}", data=b"")

    assert (answer.status, answer.body["error"]) == (422, "invalid")


async def test_notes_written_at_once_are_each_answered_with_their_own(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()
    texts = [f"note {number}" for number in range(8)]

    answers = await asyncio.gather(*(desk.post(f"conversations/{key}/note", {"text": text}) for text in texts))

    assert [answer.body["text"] for answer in answers] == texts


async def test_a_note_is_201_and_touches_no_message(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()

    answer = await desk.post(f"conversations/{key}/note", {"text": "ask the law library"})

    assert answer.status == 201
    assert answer.body.keys() >= {"id", "author", "text", "at"}
    assert (answer.body["author"], answer.body["text"]) == ("Wang", "ask the law library")
    assert len((await desk.get(f"conversations/{key}")).body["messages"]) == 1


async def test_handing_over_to_a_queue_lets_it_wait_there(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()
    await desk.post(f"conversations/{key}/claim")
    queue = str(house.queues["research"])

    answer = await desk.post(f"conversations/{key}/handover", {"queue": queue, "note": "a matter of patents"})

    assert answer.status == 200
    assert (answer.body["owner"], answer.body["queue"], answer.body["assignee"]) == ("waiting", queue, None)
    assert (await desk.get(f"conversations/{key}")).body["notes"][0]["text"] == "a matter of patents"


async def test_handing_over_to_a_person_makes_it_theirs(house: Rig):
    wang, chen, key = await house.desk_of("wang"), await house.desk_of("chen"), await house.wait_for_help()
    await wang.post(f"conversations/{key}/claim")

    answer = await wang.post(f"conversations/{key}/handover", {"librarian": chen.id})

    assert (answer.body["owner"], answer.body["assignee"]["id"]) == ("librarian", chen.id)
    assert await chen.cases("view=mine") == [key]


@pytest.mark.parametrize(
    "body",
    [{}, {"queue": "1"}, {"librarian": "1"}, {"queue": "law"}, {"queue": None, "librarian": None}],
)
async def test_handing_over_to_nobody_known_is_422(house: Rig, body: dict[str, str]):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()

    assert (await desk.post(f"conversations/{key}/handover", body)).status == 422


async def test_handing_over_to_somebody_who_was_disabled_is_422(house: Rig):
    desk, chen, key = await house.desk_of("wang"), await house.hire("chen"), await house.wait_for_help()
    await house.dismiss("chen")

    answer = await desk.post(f"conversations/{key}/handover", {"librarian": str(chen.id)})

    assert (answer.status, list(answer.body["fields"])) == (422, ["librarian"])


async def test_anothers_conversation_cannot_be_handed_over_or_closed(house: Rig):
    wang, chen, key = await house.desk_of("wang"), await house.desk_of("chen"), await house.wait_for_help()
    await wang.post(f"conversations/{key}/claim")

    handed = await chen.post(f"conversations/{key}/handover", {"queue": str(house.queues["research"])})
    closed = await chen.post(f"conversations/{key}/close", {})

    assert (handed.status, closed.status) == (409, 409)


async def test_closing_keeps_topic_and_reading_score(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()

    answer = await desk.post(f"conversations/{key}/close", {"topic": "renewal", "read": 2})

    assert answer.status == 200
    assert (answer.body["owner"], answer.body["topic"]) == ("closed", "renewal")


@pytest.mark.parametrize(
    "body", [{"read": 0}, {"read": 7}, {"read": "much"}, {"topic": "x" * 65}, {"topic": "no-topic"}]
)
async def test_closing_with_a_score_or_topic_that_is_none_is_422(house: Rig, body: dict[str, object]):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()

    assert (await desk.post(f"conversations/{key}/close", body)).status == 422


async def test_closing_needs_no_body(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()

    assert (await desk.call("POST", f"conversations/{key}/close")).status == 200


async def test_reopening_makes_it_mine_and_an_open_one_is_409(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()
    await desk.post(f"conversations/{key}/close", {})

    first, again = [await desk.post(f"conversations/{key}/reopen") for _ in range(2)]

    assert (first.status, first.body["owner"], first.body["assignee"]["id"]) == (200, "librarian", desk.id)
    assert again.status == 409


async def test_seeing_it_clears_what_is_unread(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()

    answer = await desk.post(f"conversations/{key}/seen", {})

    assert answer.status == 204
    assert (await desk.get(f"conversations/{key}")).body["unread"] == 0


async def test_reading_writes_nothing(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()
    before = (await desk.get(f"conversations/{key}")).body

    await desk.get("conversations?view=all")
    await desk.get(f"readers/{before['reader']['id']}")

    assert (await desk.get(f"conversations/{key}")).body == before


async def test_fields_that_are_not_asked_for_assign_nothing(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()
    await desk.post(f"conversations/{key}/claim")

    answer = await desk.post(f"conversations/{key}/reply", {"text": "x", "author": "bot", "seq": 99, "state": "failed"})

    assert (answer.body["author"], answer.body["seq"], answer.body["state"]) == ("librarian", 2, "sent")


async def test_an_attachment_is_only_ever_downloaded(house: Rig):
    desk = await house.desk_of("wang")
    file = await house.store.files.keep("报告.html", "text/html", b"<script>alert(1)</script>")
    key = await house.ask("see file", attachments=(file,))

    (shown,) = (await desk.get(f"conversations/{key}")).body["messages"][0]["attachments"]
    answer = await desk.get(shown["url"].removeprefix("/api/v1/"))

    assert shown == {"id": file.id, "name": "报告.html", "type": "text/html", "size": 25, "url": shown["url"]}
    assert answer.body == b"<script>alert(1)</script>"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_an_attachment_needs_a_session_and_its_own_id(house: Rig):
    desk, stranger = await house.desk_of("wang"), house.browser()
    file: Attachment = await house.store.files.keep("a.txt", "text/plain", b"a")
    await house.ask("see file", attachments=(file,))

    assert (await stranger.get(f"attachments/{file.id}")).status == 401
    assert (await desk.get(f"attachments/{file.digest}")).status == 404


async def test_a_raw_mail_is_for_supervisors(house: Rig):
    librarian, supervisor = await house.desk_of("wang"), await house.desk_of("chen", Role.SUPERVISOR)
    administrator = await house.desk_of("li", Role.ADMINISTRATOR)

    statuses = [(await desk.get("messages/1/raw")).status for desk in (librarian, supervisor, administrator)]

    assert statuses == [403, 404, 404]

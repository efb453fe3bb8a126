"""GET conversations: views, filters, search and paging, as the contract has them."""

from datetime import UTC, datetime

import pytest

from routing.messages import Channel
from tests.desk.conftest import Desk, Rig

ROW = {
    *("id", "case", "owner", "channel", "queue", "place", "assignee", "reader", "language", "topic", "subject"),
    *("reason", "guesses", "preview", "waiting_since", "created", "updated", "unread", "version"),
}


async def page_through(desk: Desk, query: str) -> list[str]:
    """Follow the cursor to the end; return the ids in the order in which they came."""
    ids, cursor = [], ""
    for _ in range(10):
        page = (await desk.get(f"conversations?{query}&cursor={cursor}")).body
        ids += [row["id"] for row in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    return ids


async def test_a_row_has_every_field_of_the_contract(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help("Where is my book?", name="Anna")

    body = (await desk.get("conversations?view=waiting")).body

    (row,) = body["items"]
    assert body["next"] is None
    assert row.keys() == ROW
    assert (row["id"], row["owner"], row["channel"], row["reason"]) == (key, "waiting", "web", "asked")
    assert (row["preview"], row["unread"], row["assignee"]) == ("Where is my book?", 1, None)
    assert row["queue"] == str(house.queues["reference"])
    assert row["reader"] == {"id": row["reader"]["id"], "name": "Anna", "verified": False}


async def test_times_are_utc_with_z(house: Rig):
    desk = await house.desk_of("wang")
    await house.wait_for_help()

    (row,) = (await desk.get("conversations?view=waiting")).body["items"]

    assert all(row[name].endswith("Z") for name in ("waiting_since", "created", "updated"))
    assert abs((datetime.fromisoformat(row["created"]) - datetime.now(UTC)).total_seconds()) < 60


async def test_a_proven_address_is_verified_and_a_web_session_is_not(house: Rig):
    desk = await house.desk_of("wang")
    await house.ask("by chat")
    await house.ask("by Telegram", who="4711", channel=Channel.TELEGRAM)

    rows = (await desk.get("conversations")).body["items"]

    assert {row["channel"]: row["reader"]["verified"] for row in rows} == {"web": False, "telegram": True}


async def test_each_view_shows_its_owners(house: Rig):
    desk, other = await house.desk_of("wang"), await house.desk_of("chen")
    with_bot, waiting = await house.ask("hello", who="a"), await house.wait_for_help(who="b")
    mine, theirs, closed = [await house.wait_for_help(who=who) for who in "cde"]
    await desk.post(f"conversations/{mine}/claim")
    await other.post(f"conversations/{theirs}/claim")
    await desk.post(f"conversations/{closed}/close", {})

    views = {view: set(await desk.cases(f"view={view}")) for view in ("waiting", "mine", "open", "closed", "all")}

    assert views == {
        "waiting": {waiting},
        "mine": {mine},
        "open": {with_bot, waiting, mine, theirs},
        "closed": {closed},
        "all": {with_bot, waiting, mine, theirs, closed},
    }


async def test_who_waits_longest_comes_first_and_elsewhere_the_latest_change(house: Rig):
    desk = await house.desk_of("wang")
    first, second = await house.wait_for_help(who="a"), await house.wait_for_help(who="b")

    assert await desk.cases("view=waiting") == [first, second]
    assert await desk.cases("view=open") == [second, first]


async def test_a_queue_shows_what_is_in_it(house: Rig):
    desk = await house.desk_of("wang")
    await house.wait_for_help(who="a")
    law = await house.wait_for_help(who="b", queue="research")

    assert await desk.cases(f"view=waiting&queue={house.queues['research']}") == [law]


@pytest.mark.parametrize(("view", "column"), [("waiting", "waiting_since"), ("open", "updated")])
async def test_paging_misses_and_repeats_nothing_even_over_equal_times(house: Rig, view: str, column: str):
    desk = await house.desk_of("wang")
    keys = [await house.wait_for_help(who=f"reader{number}") for number in range(52)]
    await house.set_times(column, datetime(2026, 3, 1, 9, 30, tzinfo=UTC))

    found = await page_through(desk, f"view={view}")

    assert found == (keys if view == "waiting" else keys[::-1])


@pytest.mark.parametrize(
    "query",
    ["view=none", "queue=law", "queue=99999999999999999999", "cursor=%21%21", "cursor=MjAyNg", "q=" + "x" * 201],
)
async def test_a_query_that_means_nothing_is_422(house: Rig, query: str):
    desk = await house.desk_of("wang")

    answer = await desk.get(f"conversations?{query}")

    assert answer.status == 422
    assert list(answer.body["fields"]) == [query.split("=", maxsplit=1)[0]]


async def test_search_finds_the_case_number_however_it_is_typed(house: Rig):
    desk, key = await house.desk_of("wang"), await house.ask("hello")
    await house.ask("hello", who="another")
    case = (await desk.get(f"conversations/{key}")).body["case"]

    assert await desk.cases(f"q={case.lower()}") == [key]


async def test_search_finds_names_addresses_messages_and_notes(house: Rig):
    desk = await house.desk_of("wang")
    mail = await house.ask("续借图书", who="anna@x.example", channel=Channel.MAIL, name="王安娜")
    await house.ask("opening hours?", who="another")
    await desk.post(f"conversations/{mail}/note", {"text": "Alumna of 1988"})

    for words in ("王安娜", "ANNA@X", "续借", "alumna"):
        assert await desk.cases(f"q={words}") == [mail], words


async def test_search_looks_for_words_whatever_signs_stand_between_them(house: Rig):
    desk, key = await house.desk_of("wang"), await house.ask("a fine of 100% (net)")
    await house.ask("a fine of 1000 yuan", who="another")

    assert await desk.cases("q=%22100%25%22+-NET*") == [key]
    assert await desk.cases("q=%25") == []


async def test_search_does_not_look_into_web_sessions(house: Rig):
    desk = await house.desk_of("wang")
    await house.ask("hello", who="secretsession")

    assert await desk.cases("q=secretsession") == []


async def test_search_takes_characters_that_no_database_takes(house: Rig):
    desk = await house.desk_of("wang")

    assert (await desk.get("conversations?q=%00%ED%A0%80")).status == 200


async def test_a_row_shows_the_question_that_led_to_the_wish_for_a_person(house: Rig):
    desk = await house.desk_of("wang")
    await house.ask("My returned book still shows as on loan")
    await house.wait_for_help("转人工")

    (row,) = (await desk.get("conversations?view=waiting")).body["items"]

    assert row["preview"] == "My returned book still shows as on loan"


async def test_a_row_shows_a_librarians_words_without_their_markup(house: Rig):
    desk, key = await house.desk_of("wang"), await house.wait_for_help()
    await desk.post(f"conversations/{key}/claim")
    await desk.post(f"conversations/{key}/reply", {"text": "**Hello**, see [renewing](https://library.example/renew)"})

    (row,) = (await desk.get("conversations?view=mine")).body["items"]

    assert row["preview"] == "Hello, see renewing"

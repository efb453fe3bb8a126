"""Several web processes are one library: the same rows and the same owner for every reader and every desk."""

import asyncio

import pytest

from tests.parts.composed import Composed
from tests.parts.reader import Reader
from tests.parts.ric import ric
from tests.parts.stubborn import rows
from tests.several.desks import events_of, hear_event

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_two_tabs_on_two_servers_that_write_at_once_are_told_the_same_rows(eight: Composed) -> None:
    library = eight.library
    async with library.chat() as one, library.chat_elsewhere(one.welcome["session"]) as other:
        await one.ask("转人工")
        await asyncio.gather(_say_five(one, "one"), _say_five(other, "other"))
        told = [await _told(one, 6), await _told(other, 7)]  # all but one's own, which are acknowledged

    async with library.chat(one.welcome["session"]) as here, library.chat_elsewhere(one.welcome["session"]) as there:
        assert here.welcome["messages"] == there.welcome["messages"]
    stored = [(each["seq"], each["author"]) for each in here.welcome["messages"]]
    assert all(tab == [row for row in stored if row in tab] for tab in told)
    assert [seq for seq, _ in stored] == list(range(1, 13))


async def test_a_claim_is_seen_by_the_desks_of_every_server_and_by_the_reader(eight: Composed) -> None:
    library = eight.library
    async with library.chat() as reader, library.desk() as here, library.desk_elsewhere() as there:
        await reader.ask("转人工")
        row = await here.find("waiting", (await reader.hear("owner"))["case"])
        async with events_of(there) as events:
            await here.post(f"conversations/{row['id']}/claim")
            seen = await hear_event(events, lambda event: event.get("row", {}).get("owner") == "librarian")
        owner = await reader.hear("owner")

    assert (seen["row"]["id"], seen["row"]["assignee"]["id"]) == (row["id"], here.me["id"])
    assert (owner["owner"], owner["librarian"]) == ("librarian", here.me["name"])


async def test_of_two_who_claim_at_once_on_two_servers_exactly_one_is_first(eight: Composed) -> None:
    library = eight.library
    added = await asyncio.to_thread(
        ric, "librarian", "add", "eve@library.example", environment=library.environment(), stdin="quiet-lamp-77"
    )
    async with (
        library.chat() as reader,
        library.desk() as ada,
        library.desk_elsewhere("eve@library.example", "quiet-lamp-77") as eve,
    ):
        await reader.ask("转人工")
        row = await ada.find("waiting", (await reader.hear("owner"))["case"])
        claims = await asyncio.gather(*(desk.post(f"conversations/{row['id']}/claim") for desk in (ada, eve)))

    assert added.returncode == 0
    assert sorted(status for status, _ in claims) == [200, 409]


async def _say_five(tab: Reader, name: str) -> None:
    for number in range(5):
        await tab.say(f"{name} {number}", client_id=f"{name}{number}")


async def _told(tab: Reader, count: int) -> list[tuple[int, str]]:
    """Return the rows that a tab was told, as soon as there are so many."""
    while len(rows(tab.frames)) < count:
        await tab.hear("message")
    return rows(tab.frames)

"""GET entries/{id}: what the library says, for a librarian's draft."""

from tests.desk.conftest import Rig


async def test_an_entry_is_told_in_the_language_that_is_asked_for(house: Rig):
    desk = await house.desk_of("wang")

    answer = await desk.get("entries/renew-loan?language=en")

    source = {"title": "Borrowing rules", "url": "https://library.example/rules"}
    said = {"title": "How do I renew?", "text": "**30** more days."}
    assert answer.body == {"id": "renew-loan", **said, "sources": [source]}


async def test_without_a_language_an_entry_is_told_in_chinese(house: Rig):
    desk = await house.desk_of("wang")

    assert (await desk.get("entries/renew-loan")).body["title"] == "怎么续借"


async def test_an_entry_that_is_not_there_is_404(house: Rig):
    desk = await house.desk_of("wang")

    answer = await desk.get("entries/nothing?language=en")

    assert (answer.status, answer.body["error"]) == (404, "not_found")

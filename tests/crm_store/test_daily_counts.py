"""Daily counters: everything is counted once, on the day on which it happened."""

from datetime import UTC, date, datetime

from config.store import Store
from crm_store.daily_counts import Sum, sum_counts
from routing.conversations import Change, HandOver, Owner, Reason
from routing.messages import Author, Channel, Draft
from tests.crm_store.test_search import index
from tests.crm_store.test_views import ask


async def sums(store: Store, first: date = date.min, last: date = date.max) -> dict[tuple[str, str, str], int]:
    rows: list[Sum] = await store.database.read(lambda connection: sum_counts(connection, first, last))
    return {(row.measure, row.kind, row.detail): row.count for row in rows}


async def test_messages_are_counted_once_by_who_wrote_them(store: Store):
    talk = await ask(store, "anna", "hello")
    await ask(store, "ben", "hello", Channel.MAIL)
    answer, receipt = Draft(Author.BOT, "at nine", "", entry="opening-hours"), Draft(Author.SYSTEM, "R-…", "")
    wanted = Change(messages=(answer, receipt), hand_over=HandOver(Reason.ASKED))
    await store.conversations.change(talk.id, lambda _: wanted)

    await index(store)
    await index(store)

    assert await sums(store) == {
        ("received", "telegram", ""): 1,
        ("received", "mail", ""): 1,
        ("answered", "answer", "opening-hours"): 1,
        ("handed_over", "asked", "reference"): 1,
    }


async def test_acts_are_counted_by_librarian_and_topic(store: Store):
    talk = await ask(store, "anna", "hello")
    closing = Change(audit="close", owner=Owner.CLOSED, topic="renewal")
    await store.conversations.change(talk.id, lambda _: closing)

    await index(store)
    await index(store)

    assert (await sums(store))["close", "", "renewal"] == 1


async def test_a_sum_is_of_the_days_that_were_asked_for(store: Store):
    await ask(store, "anna", "hello")
    await index(store)
    today = datetime.now(UTC).date()

    assert await sums(store, today, today) == {("received", "telegram", ""): 1}
    assert await sums(store, date(2020, 1, 1), date(2020, 12, 31)) == {}

from datetime import timedelta

from sqlalchemy import update

from config.store import Store
from crm_store.claims import release_claims
from crm_store.tables import cursor

NAME = "telegram"


async def test_one_poller_holds_the_lease_and_keeps_it(store: Store) -> None:
    taken = [await store.cursor.lease(NAME, holder, 30) for holder in ("one", "other", "one")]

    assert taken == [True, False, True]


async def test_a_lease_that_ran_out_is_taken_by_the_next(store: Store) -> None:
    await store.cursor.lease(NAME, "one", 30)
    past = update(cursor).values(until=store.clock() - timedelta(minutes=1))
    await store.writer.run(lambda connection: connection.execute(past).rowcount)

    assert await store.cursor.lease(NAME, "other", 30)
    assert not await store.cursor.lease(NAME, "one", 30)


async def test_a_process_that_is_alone_need_not_wait_for_the_lease_of_one_that_was_killed(store: Store) -> None:
    await store.cursor.lease(NAME, "killed", 30)

    await store.writer.run(lambda connection: release_claims(connection, store.clock))

    assert await store.cursor.lease(NAME, "its successor", 30)


async def test_the_number_stays_where_it_was_moved(store: Store) -> None:
    assert await store.cursor.read(NAME) == 0
    await store.cursor.lease(NAME, "one", 30)

    await store.cursor.move(NAME, 500_000_001)

    assert await store.cursor.read(NAME) == 500_000_001
    assert await store.cursor.read("another") == 0

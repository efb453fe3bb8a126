import asyncio

from config.store import Store
from crm_store.knowledge import import_once, read_knowledge, read_stamp, replace_knowledge
from crm_store.queues import QueueSpec, keep_queues
from tests.conftest import QUEUES

ENTRIES = {"renew": {"title": "Renewing"}, "hours": {"title": "Hours"}}
FACTS = {"loan-days": {"value": 30}}


def first(number: int) -> dict:
    return {f"entry-{number}": {"title": "…"}}


async def test_nothing_is_known_before_the_first_import(store: Store) -> None:
    assert await store.database.read(read_knowledge) is None


async def test_what_was_imported_is_read_in_its_order(store: Store) -> None:
    await store.writer.run(lambda connection: import_once(connection, ENTRIES, FACTS, store.clock()))

    stored = await store.database.read(read_knowledge)

    assert stored
    assert (list(stored.entries), stored.entries["renew"], stored.facts) == (
        ["renew", "hours"],
        ENTRIES["renew"],
        FACTS,
    )


async def test_the_first_import_is_done_once_however_many_begin_at_once(two_stores: tuple[Store, Store]) -> None:
    def begin(store: Store, number: int):
        return store.writer.run(lambda connection: import_once(connection, first(number), FACTS, store.clock()))

    done = await asyncio.gather(*(begin(two_stores[number % 2], number) for number in range(6)))

    stored = await two_stores[0].database.read(read_knowledge)
    assert (sum(done), stored is not None) == (1, True)
    assert len(stored.entries) == 1


async def test_what_is_replaced_is_gone_and_the_stamp_tells(store: Store) -> None:
    await store.writer.run(lambda connection: import_once(connection, ENTRIES, FACTS, store.clock()))
    before = await store.database.read(read_stamp)

    await store.writer.run(lambda connection: replace_knowledge(connection, first(1), FACTS, store.clock()))

    stored = await store.database.read(read_knowledge)
    assert stored
    assert (list(stored.entries), stored.stamp == before) == (["entry-1"], False)


async def test_queues_are_kept_by_their_names_and_never_removed(store: Store) -> None:
    before = await store.writer.run(lambda connection: keep_queues(connection, QUEUES, store.make_id))
    renamed = QueueSpec("reference", "参考", "Ask us", None, 30)

    after = await store.writer.run(lambda connection: keep_queues(connection, [renamed], store.make_id))

    assert after == before

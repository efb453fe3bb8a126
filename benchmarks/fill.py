"""Fills an empty store with an invented library, for measurements: `python -m benchmarks.fill --messages 1000000`.

It writes to where RIC_DATABASE_URL or RIC_DATA lead, and refuses a store that holds conversations already.
"""

import argparse
import asyncio
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from time import perf_counter

from sqlalchemy import Connection, insert, select, text

from benchmarks.invented_rows import Chunk, Inventor, Row, Size
from config.settings import load_settings
from config.store import Store, open_store
from crm_store.indexer import Indexer
from crm_store.migrate import migrate
from crm_store.queues import QueueSpec, keep_queues
from crm_store.tables import contact, conversation, librarian, message, reader

END = datetime(2026, 11, 1, tzinfo=UTC)
"""The moment at which an invented library ends, whenever it is made."""
_QUEUES = ("reference", "circulation", "research", "resources", "technology")
_LIBRARIANS = 20
_PEOPLE = 2_000
_CONVERSATIONS = 400
_INDEXED = 1_000


def main() -> None:
    """Fill the store that the settings name."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--conversations", type=int, default=200_000)
    parser.add_argument("--readers", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    asyncio.run(_fill_where_told(Size(given.messages, given.conversations, given.readers), given.seed))


async def _fill_where_told(size: Size, seed: int) -> None:
    async with open_store(load_settings()) as store:
        await store.writer.run(migrate)
        if await store.database.read(lambda connection: connection.execute(select(conversation.c.id).limit(1)).first()):
            raise SystemExit("this store holds conversations already: fill an empty one")
        began = perf_counter()
        await fill(store, size, seed=seed)
        print(f"{size.messages:,} messages stored and indexed in {perf_counter() - began:.0f} s")


async def fill(store: Store, size: Size, *, seed: int = 1) -> None:
    """Fill a migrated, empty store, and index it as the background step does."""
    queues, librarians = await store.writer.run(lambda connection: _set_up(connection, store))
    inventor = Inventor(size, queues=queues, librarians=librarians, end=END, seed=seed)
    people = inventor.people()
    while some := list(islice(people, _PEOPLE)):
        await store.writer.run(partial(_add_people, people=some))
    for chunk in inventor.chunks(_CONVERSATIONS):
        await store.writer.run(partial(_add, chunk=chunk))
    indexer = Indexer(store.database, store.writer, store.make_id, batch=_INDEXED)
    while await indexer.step():
        pass
    await store.writer.run(_settle)


def _set_up(connection: Connection, store: Store) -> tuple[list[int], list[int]]:
    specs = [QueueSpec(slug, slug, slug.title(), None, 15) for slug in _QUEUES]
    queues = keep_queues(connection, specs, store.make_id)
    keys = [store.make_id() for _ in range(_LIBRARIANS)]
    person = {"role": "librarian", "password": "none", "disabled": False, "created": END}
    rows = [{"id": key, "email": f"{key}@library.example", "name": f"Librarian {key % 1000}", **person} for key in keys]
    connection.execute(insert(librarian), rows)
    return list(queues.values()), keys


def _add_people(connection: Connection, people: list[tuple[Row, Row]]) -> None:
    _be_patient(connection)
    connection.execute(insert(reader), [one for one, _ in people])
    connection.execute(insert(contact), [other for _, other in people])


def _add(connection: Connection, chunk: Chunk) -> None:
    _be_patient(connection)
    connection.execute(insert(conversation), chunk.conversations)
    connection.execute(insert(message), chunk.messages)


def _be_patient(connection: Connection) -> None:
    """Let rows be made ready inside of a transaction for longer than RIC itself would ever take."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))


def _settle(connection: Connection) -> None:
    """Let the database know its tables, as PostgreSQL's autovacuum does by itself within minutes."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("ANALYZE"))


if __name__ == "__main__":
    main()

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from crm_store.database import open_database
from faults.ordered_database import OrderedDatabase
from routing.errors import Unavailable


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[OrderedDatabase]:
    ordered = OrderedDatabase(open_database(None, tmp_path))
    await ordered.write(lambda connection: connection.execute(text("CREATE TABLE word (text TEXT)")).rowcount)
    yield ordered
    await ordered.close()


def fill(connection: Connection) -> None:
    connection.execute(text("INSERT INTO word VALUES (:text)"), {"text": "x" * 10_000})


@pytest.mark.parametrize("ailment", ["full", "readonly"])
async def test_a_database_takes_nothing_while_it_is_ill_and_everything_afterwards(
    database: OrderedDatabase, ailment: str
) -> None:
    database.order([ailment, "on"])
    with pytest.raises(Unavailable):
        await database.write(fill)

    database.order(["off"])
    await database.write(fill)

    count = await database.read(lambda connection: connection.execute(text("SELECT count(*) FROM word")).scalar_one())
    assert count == 1

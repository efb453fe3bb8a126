"""Statements for many rows: what is given is what is found again, on both databases, and by an index."""

from datetime import timedelta

from sqlalchemy import Connection, select, text

from config.store import Store
from crm_store.bulk import among
from crm_store.rows import message_row
from crm_store.tables import message
from crm_store.thread_statements import INSERT_MESSAGE
from crm_store.working_set import Row
from tests.crm_store.test_inbox import say
from tests.crm_store.test_views import counted

BIG = 1 << 62


def rows_of(store: Store, conversation_id: int, contact_id: int) -> list[Row]:
    """Two messages that differ in every way in which columns can."""
    place = {"conversation_id": conversation_id, "contact_id": contact_id, "channel": "web", "html": ""}
    full = {
        "choices": [{"entry": "renew", "title": "续借"}, {"entry": "hours", "title": "Hours"}],
        "sources": [{"title": "Rules", "url": "https://library.example/rules"}],
        "envelope": {"Subject": "“Re: 借书” \\ {1,2}"},
        "confidence": 0.25,
        "external_id": "s1:二",
        "quiet": True,
    }
    noon = store.clock().replace(microsecond=123456)
    return [
        message_row(id=BIG, seq=2, author="bot", text="{}[],\"'\\ \n", state="sent", at=noon, **place),
        message_row(
            id=BIG + 1, seq=3, author="bot", text="图书馆", state="sent", at=noon + timedelta(days=1), **place, **full
        ),
    ]


async def test_rows_are_found_again_as_they_were_given(store: Store) -> None:
    first = await say(store, "hello", "1")
    given = rows_of(store, first.conversation.id, first.message.contact_id)

    def write(connection: Connection) -> None:
        INSERT_MESSAGE[connection.dialect.name].run(connection, given)

    await store.writer.run(write)
    query = select(message).where(among(message.c.id, "ids")).order_by(message.c.id)
    found = await store.database.read(
        lambda connection: connection.execute(query, {"ids": [BIG + 1, BIG, 7]}).mappings().all()
    )

    assert [{name: row[name] for name in given[0]} for row in found] == given


async def test_no_rows_are_no_statement(store: Store) -> None:
    def write_nothing(connection: Connection) -> list[str]:
        with counted(connection) as statements:
            INSERT_MESSAGE[connection.dialect.name].run(connection, [])
        return statements

    assert await store.writer.run(write_nothing) == []


async def test_keys_in_one_value_are_found_by_the_index(store: Store) -> None:
    query = select(message.c.id).where(message.c.channel == "mail", among(message.c.external_id, "ids"))

    def plan(connection: Connection) -> str:
        sql = str(query.compile(dialect=connection.dialect))
        if connection.dialect.name == "sqlite":
            return str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("mail", '["a", "b"]')).all())
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        return str(connection.exec_driver_sql(f"EXPLAIN {sql}", ("mail", ["a", "b"])).all())

    assert "uq_message_channel_external_id" in await store.database.read(plan)

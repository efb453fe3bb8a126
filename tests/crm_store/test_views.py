"""Lists and records in few queries, in the shapes that the desk passes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, event, update

from config.store import Store
from crm_store.conversation_views import MOST_MESSAGES, read_conversation
from crm_store.reader_views import read_record
from crm_store.readers import merge
from crm_store.tables import conversation
from crm_store.views import ListQuery, Page, Wanted, list_conversations
from routing.messages import Channel, Inbound


async def ask(store: Store, who: str, text: str = "hello", channel: Channel = Channel.TELEGRAM) -> Any:
    """Let a reader write; return the conversation."""
    inbound = Inbound(channel=channel, address=who, external_id=f"{who}:{store.make_id()}", text=text, name=who.title())
    return (await store.inbox.store_inbound(inbound, claim=False)).conversation


async def reader_of(store: Store, key: int) -> int:
    """Return the id of a conversation's reader."""
    return int((await store.database.read(lambda connection: read_conversation(connection, key)))["reader"]["id"])


@contextmanager
def counted(connection: Connection) -> Iterator[list[str]]:
    """Collect the statements that are run on a connection."""
    statements: list[str] = []

    def note_down(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(connection, "before_cursor_execute", note_down)
    yield statements
    event.remove(connection, "before_cursor_execute", note_down)


def list_all(connection: Connection, **query: Any) -> Page:
    return list_conversations(connection, ListQuery(Wanted.ALL, 1, **query))


async def test_a_page_of_fifty_rows_is_two_queries(store: Store):
    for number in range(55):
        await ask(store, f"reader{number}")

    def look(connection: Connection) -> tuple[int, int]:
        with counted(connection) as statements:
            page = list_all(connection)
        return len(page.rows), len(statements)

    assert await store.database.read(look) == (50, 2)


async def test_a_record_takes_the_same_few_queries_however_long_it_is(store: Store):
    first = await ask(store, "anna")
    for number in range(5):
        other = await ask(store, f"anna{number}")
        keys = await reader_of(store, other.id), await reader_of(store, first.id)
        await store.writer.change(lambda work, keys=keys: merge(work, keys[0], into=keys[1], by=None))
    anna = await reader_of(store, first.id)

    def look(connection: Connection) -> tuple[int, int]:
        with counted(connection) as statements:
            record = read_record(connection, anna)
        return len(record["conversations"]), len(statements)

    assert await store.database.read(look) == (6, 10)


async def test_a_page_ends_where_the_next_begins(store: Store):
    keys = [(await ask(store, f"reader{number}")).id for number in range(5)]
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    await store.writer.run(lambda connection: connection.execute(update(conversation).values(updated=moment)))

    first = await store.database.read(lambda connection: list_all(connection, limit=3))
    second = await store.database.read(lambda connection: list_all(connection, limit=3, after=first.next))

    assert [row["id"] for row in first.rows + second.rows] == keys[::-1]
    assert first.next == (moment, keys[2])
    assert second.next is None


async def test_a_full_last_page_has_no_next(store: Store):
    for number in range(3):
        await ask(store, f"reader{number}")

    page = await store.database.read(lambda connection: list_all(connection, limit=3))

    assert (len(page.rows), page.next) == (3, None)


async def test_a_row_names_the_reader_by_the_head_of_the_family(store: Store):
    chat, mail = await ask(store, "anna"), await ask(store, "annali", channel=Channel.MAIL)
    keys = await reader_of(store, chat.id), await reader_of(store, mail.id)
    await store.writer.change(lambda work: merge(work, keys[0], into=keys[1], by=None))

    page = await store.database.read(list_all)

    assert [row["reader"]["id"] for row in page.rows] == [keys[1]] * 2
    assert {row["reader"]["name"] for row in page.rows} == {"Annali"}


async def test_a_long_conversation_is_read_from_its_end(store: Store):
    talk = await ask(store, "anna", "message 1")
    for number in range(2, MOST_MESSAGES + 3):
        await ask(store, "anna", f"message {number}")

    latest = await store.database.read(lambda connection: read_conversation(connection, talk.id))
    earlier = await store.database.read(lambda connection: read_conversation(connection, talk.id, before=3))

    assert [row["seq"] for row in latest["messages"]] == list(range(3, MOST_MESSAGES + 3))
    assert latest["more"]
    assert [row["text"] for row in earlier["messages"]] == ["message 1", "message 2"]
    assert not earlier["more"]

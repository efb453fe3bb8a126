"""Search in both languages, on either database: what was said is found, what was erased is not, signs are harmless."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from config.settings import Settings
from config.store import Store, open_store
from crm_store.erasing import erase
from crm_store.migrate import migrate
from crm_store.queues import keep_queues
from crm_store.readers import merge, rename, unmerge
from crm_store.search_views import Reach
from crm_store.views import ListQuery, Wanted, list_conversations
from crm_store.words import terms_of, words_of
from routing.conversations import Change
from routing.messages import Author, Channel, Draft
from tests.conftest import QUEUES
from tests.crm_store.test_views import ask, reader_of


async def index(store: Store) -> None:
    """Let the background step catch up."""
    while await store.indexer.step():
        pass


async def find(store: Store, words: str, **query: Any) -> list[int]:
    """Return the ids of the conversations that a search lists."""

    def look(connection: Connection) -> list[int]:
        return [
            row["id"] for row in list_conversations(connection, ListQuery(Wanted.ALL, 1, words=words, **query)).rows
        ]

    return await store.database.read(look)


@pytest.mark.parametrize(
    "words", ["续借", "續借", "借", "到期", "网上续借", "renew", "RENEW", "Renewal", "ren", "续借 renewal"]
)
async def test_a_message_is_found_by_its_words_in_both_languages(store: Store, words: str):
    talk = await ask(store, "anna", "我的书明天到期，怎么在网上续借？ Is a Renewal possible?")
    await ask(store, "ben", "几点开门？ When do you open?")
    await index(store)

    assert await find(store, words) == [talk.id]


async def test_all_words_have_to_be_there_wherever_they_stand(store: Store):
    both, _ = await ask(store, "anna", "a fine for a lost book"), await ask(store, "ben", "a lost card")
    await ask(store, "anna", "我要续借")
    await index(store)

    assert await find(store, "lost 续借 anna") == [both.id]
    assert await find(store, "lost 开门") == []


async def test_the_latest_change_comes_first(store: Store):
    talks = [(await ask(store, f"reader{number}", "续借")).id for number in range(5)]
    await ask(store, "reader0", "谢谢")
    await index(store)

    assert await find(store, "续借") == [talks[0], *talks[:0:-1]]


async def test_many_hits_come_in_pages_without_a_gap(store: Store):
    talks = [(await ask(store, f"reader{number}", "续借")).id for number in range(7)]
    await index(store)

    def look(connection: Connection, reach: Reach) -> list[int]:
        query = ListQuery(Wanted.ALL, 1, words="续借", limit=3)
        pages = [list_conversations(connection, query, reach)]
        while pages[-1].next:
            pages.append(list_conversations(connection, replace(query, after=pages[-1].next), reach))
        return [row["id"] for page in pages for row in page.rows]

    for reach in (Reach(many=2, walk=1), Reach(many=2, walk=100)):
        assert await store.database.read(lambda connection, reach=reach: look(connection, reach)) == talks[::-1]


async def test_a_reply_a_note_and_a_case_number_are_found(store: Store):
    talk = await ask(store, "anna", "hello")
    draft = Draft(Author.LIBRARIAN, "请到三楼", "")
    await store.conversations.change(talk.id, lambda _: Change(messages=(draft,), note="Alumna of 1988"))
    await index(store)

    for words in ("三楼", "alumna 1988", talk.case, talk.case.lower()[:6]):
        assert await find(store, words) == [talk.id], words


async def test_the_case_number_is_found_before_anything_is_indexed(store: Store):
    talk = await ask(store, "anna", "hello")

    assert await find(store, f" {talk.case.lower()} ") == [talk.id]


async def test_a_merged_reader_is_found_by_the_name_that_it_counts_as(store: Store):
    chat, mail = await ask(store, "anna", "hello"), await ask(store, "annali", "hello", Channel.MAIL)
    keys = await reader_of(store, chat.id), await reader_of(store, mail.id)
    await index(store)

    await store.writer.change(lambda work: merge(work, keys[0], into=keys[1], by=None))
    await store.writer.change(lambda work: rename(work, keys[1], name="王安娜", by=None))
    await index(store)
    assert set(await find(store, "安娜")) == {chat.id, mail.id}

    await store.writer.change(lambda work: unmerge(work, keys[0], by=None))
    await index(store)
    assert await find(store, "安娜") == [mail.id]


async def test_an_erased_reader_leaves_no_word_in_the_index(store: Store):
    talk = await ask(store, "anna", "我的借书证丢失 xylophone")
    other = await ask(store, "ben", "xylophone")
    await index(store)
    key = await reader_of(store, talk.id)

    await store.writer.change(lambda work: erase(work, key, by=None))
    assert await find(store, "xylophone") == [other.id]
    await index(store)

    assert [await find(store, words) for words in ("xylophone", "丢失", "anna", talk.case)] == [
        [other.id],
        [],
        [],
        [talk.id],
    ]


async def test_nothing_of_an_erased_reader_lies_in_the_file(tmp_path: Path):
    async with open_store(Settings(data=tmp_path)) as store:
        await store.writer.run(migrate)
        await store.writer.run(lambda connection: keep_queues(connection, QUEUES, store.make_id))
        talk = await ask(store, "anna", "zyzzyva")
        await index(store)
        key = await reader_of(store, talk.id)
        assert b"zyzzyva" in everything(tmp_path)

        await store.writer.change(lambda work: erase(work, key, by=None))
        await index(store)

    assert b"zyzzyva" not in everything(tmp_path)


def everything(folder: Path) -> bytes:
    """Return all that SQLite has written."""
    return b"".join(path.read_bytes() for path in folder.glob("ric.sqlite*"))


async def test_a_long_conversation_is_found_by_what_stands_on_any_of_its_pages(store: Store):
    for number in range(70):
        talk = await ask(store, "anna", f"message{number}")
    await index(store)

    for words in ("message0", "message40", "message69 anna"):
        assert await find(store, words) == [talk.id], words


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(words=st.text(max_size=40) | st.text("\"*()^:-+{}&|!<>'\\%_ ANDORNT借a1", max_size=20))
async def test_whatever_is_typed_is_no_operator(store: Store, words: str):
    typed = words.replace("\0", "").encode("utf-8", "ignore").decode()

    assert isinstance(await find(store, typed), list)


@given(st.text(), st.text(), st.text())
def test_every_text_is_found_by_any_part_of_it(before: str, part: str, after: str):
    words = words_of(f"{before} {part} {after}")

    for term in terms_of(part):
        assert any(word.startswith(term.word) if term.begins else word == term.word for word in words)


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1), st.data())
def test_any_run_of_chinese_is_found_inside_a_longer_one(run: str, data):
    first = data.draw(st.integers(0, len(run) - 1))
    part = run[first : data.draw(st.integers(first + 1, len(run)))]

    words = words_of(run)

    assert all(any(word.startswith(term.word) for word in words) for term in terms_of(part))

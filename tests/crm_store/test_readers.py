"""Readers who are one person, readers who want their data, and readers who want to be forgotten."""

import json
from itertools import pairwise

import pytest
from sqlalchemy import Connection, func, select

from config.store import Store
from crm_store.erasing import Erased, erase
from crm_store.finding_readers import find_reader
from crm_store.reader_export import export
from crm_store.readers import family, merge, rename, unmerge
from crm_store.tables import attachment, audit, claim, contact, conversation, message, note, raw_mail, reader
from routing.conversations import Change, HandOver, Reason
from routing.errors import Invalid, NotFound, WrongState
from routing.messages import Author, Channel, Draft, Inbound

SECRET = "tuberculosis"
ADDRESS = "anna@x.example"


async def new_reader(
    store: Store, who: str, *, text: str = "hello", channel: Channel = Channel.MAIL
) -> tuple[int, int]:
    """Let somebody write; return the ids of reader and conversation."""
    file = await store.files.keep(f"{who}.txt", "text/plain", f"{text} of {who}".encode())
    envelope = {"from": who, "subject": text}
    inbound = Inbound(
        channel=channel,
        address=who,
        external_id=f"{who}:{store.make_id()}",
        text=text,
        name=f"name of {who}",
        attachments=(file,),
        envelope=envelope,
    )
    talk = (await store.inbox.store_inbound(inbound, claim=False)).conversation
    query = select(contact.c.reader_id).where(contact.c.id == talk.contact_id)
    return await store.database.read(lambda connection: connection.scalar(query)), talk.id


async def join(store: Store, one: int, into: int) -> None:
    await store.writer.change(lambda work: merge(work, one, into=into, by=None))


async def part(store: Store, one: int) -> None:
    await store.writer.change(lambda work: unmerge(work, one, by=None))


async def kin(store: Store, one: int) -> tuple[int, list[int]]:
    return await store.database.read(lambda connection: family(connection, one))


async def forget(store: Store, one: int) -> Erased:
    return await store.writer.change(lambda work: erase(work, one, by=None))


def everything(connection: Connection) -> str:
    """Return all that the tables hold of what people say and are called."""
    tables = reader, contact, claim, conversation, message, note, attachment, raw_mail, audit
    return repr([list(connection.execute(table.select())) for table in tables])


async def test_a_chain_of_merges_counts_as_its_head(store: Store):
    first, second, third = [(await new_reader(store, who))[0] for who in "abc"]

    await join(store, first, second)
    await join(store, second, third)

    for one in (first, second, third):
        assert await kin(store, one) == (third, sorted([first, second, third]))


async def test_undoing_one_merge_leaves_the_others(store: Store):
    first, second, third = [(await new_reader(store, who))[0] for who in "abc"]
    await join(store, first, second)
    await join(store, second, third)

    await part(store, second)

    assert await kin(store, first) == (second, sorted([first, second]))
    assert await kin(store, third) == (third, [third])


async def test_a_merge_moves_no_row_of_anybody(store: Store):
    (first, _), (second, _) = [await new_reader(store, who) for who in "ab"]
    rows = select(contact.c.id, contact.c.reader_id).order_by(contact.c.id)
    before = await store.database.read(lambda connection: connection.execute(rows).all())

    await join(store, first, second)

    assert await store.database.read(lambda connection: connection.execute(rows).all()) == before


@pytest.mark.parametrize("length", [1, 2, 3])
async def test_a_circle_of_any_length_is_refused(store: Store, length: int):
    ids = [(await new_reader(store, f"reader{number}"))[0] for number in range(length)]
    for one, into in pairwise(ids):
        await join(store, one, into)

    with pytest.raises(WrongState):
        await join(store, ids[-1], ids[0])


async def test_who_is_merged_is_not_merged_twice(store: Store):
    first, second, third = [(await new_reader(store, who))[0] for who in "abc"]
    await join(store, first, second)

    with pytest.raises(WrongState):
        await join(store, first, third)


async def test_nobody_merges_into_somebody_who_is_not_there(store: Store):
    one, _ = await new_reader(store, "a")

    with pytest.raises(Invalid):
        await join(store, one, 1)
    with pytest.raises(NotFound):
        await join(store, 1, one)


async def test_every_change_leaves_an_audit_row_with_ids_only(store: Store):
    (first, _), (second, _) = [await new_reader(store, who) for who in "ab"]
    await join(store, first, second)
    await part(store, first)
    await store.writer.change(lambda work: rename(work, first, name="Anna", by=None))

    rows = await store.database.read(lambda connection: connection.execute(audit.select().order_by(audit.c.id)).all())

    assert [(row.what, row.subject_id) for row in rows] == [("merge", first), ("unmerge", first), ("rename", first)]


async def test_a_merge_is_announced_for_the_conversations_that_read_differently(store: Store):
    (first, talk), (second, _) = [await new_reader(store, who) for who in "ab"]
    heard: list[int] = []

    class Ear:
        def conversation_changed(self, conversation_id: int, contact_id: int, news: object = None) -> None:
            heard.append(conversation_id)

        def typing(self, typing: object) -> None: ...

    store.fanout.subscribe(Ear())
    await join(store, first, second)

    assert heard == [talk]


@pytest.mark.parametrize("how", ["id", "case", "address"])
async def test_a_reader_is_found_by_id_case_number_and_address(store: Store, how: str):
    one, talk = await new_reader(store, ADDRESS)
    case = await store.database.read(
        lambda connection: connection.scalar(select(conversation.c.case_number).where(conversation.c.id == talk)),
    )
    words = {"id": str(one), "case": case.lower(), "address": ADDRESS.upper()}

    assert await store.database.read(lambda connection: find_reader(connection, words[how])) == one


async def test_nobody_is_found_by_what_nobody_has(store: Store):
    with pytest.raises(NotFound):
        await store.database.read(lambda connection: find_reader(connection, "nobody@x.example"))


async def test_an_address_of_several_readers_is_not_guessed_at(store: Store):
    await new_reader(store, "4711", channel=Channel.TELEGRAM)
    await new_reader(store, "4711", channel=Channel.MAIL)

    with pytest.raises(Invalid):
        await store.database.read(lambda connection: find_reader(connection, "4711"))


async def test_an_export_holds_everything_of_the_family_and_nothing_of_others(store: Store):
    (first, talk), (second, _) = [await new_reader(store, who, text=f"I am {who}") for who in ("anna", "anna2")]
    await new_reader(store, "stranger", text="I am stranger")
    await join(store, first, second)
    await store.conversations.change(talk, lambda _: Change(note="writes a thesis"))

    data = json.loads(json.dumps(await store.database.read(lambda connection: export(connection, first))))

    assert data["reader"] == str(second)
    assert [row["text"] for row in data["messages"]] == ["I am anna", "I am anna2"]
    assert [row["address"] for row in data["contacts"]] == ["anna", "anna2"]
    assert [row["text"] for row in data["notes"]] == ["writes a thesis"]
    assert sorted(row["name"] for row in data["attachments"]) == ["anna.txt", "anna2.txt"]
    assert "stranger" not in json.dumps(data)


async def test_what_was_erased_is_nowhere_in_the_tables(store: Store):
    one, talk = await new_reader(store, ADDRESS, text=SECRET)
    await store.conversations.change(talk, lambda _: Change(note=f"has {SECRET}"))
    before = await store.database.read(everything)

    await forget(store, one)

    after = await store.database.read(everything)
    assert SECRET in before
    assert ADDRESS in before
    assert SECRET not in after
    assert ADDRESS not in after


async def test_what_remains_is_that_it_was_erased_when_and_by_whom(store: Store):
    one, _ = await new_reader(store, ADDRESS)

    erased = await forget(store, one)

    (row,) = await store.database.read(lambda connection: connection.execute(audit.select()).all())
    assert (row.what, row.subject_id, row.librarian_id) == ("erase", one, None)
    assert (erased.reader_id, erased.conversations) == (one, 1)


async def test_erasing_one_reader_leaves_the_others(store: Store):
    one, _ = await new_reader(store, ADDRESS)
    other, _ = await new_reader(store, "stranger")
    before = await store.database.read(lambda connection: export(connection, other))

    await forget(store, one)

    assert await store.database.read(lambda connection: export(connection, other)) == before


async def test_a_reply_that_waits_is_not_sent_to_somebody_who_was_erased(store: Store):
    one, talk = await new_reader(store, ADDRESS)
    reply = Draft(author=Author.SYSTEM, text="hello", html="")
    await store.conversations.change(talk, lambda _: Change(messages=(reply,)))

    await forget(store, one)

    states = select(message.c.state).order_by(message.c.seq)
    assert await store.database.read(lambda connection: list(connection.scalars(states))) == ["routed", "failed"]
    assert await store.out_tray.claim_outbound([Channel.MAIL], 10) == []


async def test_an_erased_conversation_is_closed_and_its_reader_starts_anew(store: Store):
    one, talk = await new_reader(store, ADDRESS)
    await store.conversations.change(talk, lambda _: Change(hand_over=HandOver(Reason.ASKED)))

    await forget(store, one)
    again, new_talk = await new_reader(store, ADDRESS)

    owner = select(conversation.c.owner).where(conversation.c.id == talk)
    assert await store.database.read(lambda connection: connection.scalar(owner)) == "closed"
    assert again != one
    assert new_talk != talk


async def test_a_file_is_given_up_when_nobody_elses_message_leads_to_it(store: Store):
    one, _ = await new_reader(store, ADDRESS, text="own file")
    for who in (ADDRESS, "stranger"):
        shared = await store.files.keep("shared.txt", "text/plain", b"shared")
        inbound = Inbound(Channel.MAIL, who, f"{who}:shared", "see file", attachments=(shared,))
        await store.inbox.store_inbound(inbound, claim=False)

    erased = await forget(store, one)

    assert len(erased.digests) == 1
    assert shared.digest not in erased.digests


async def test_erasing_twice_is_no_fault(store: Store):
    one, _ = await new_reader(store, ADDRESS)
    await forget(store, one)

    assert (await forget(store, one)).conversations == 1
    count = select(func.count()).select_from(contact).where(contact.c.proven)
    assert await store.database.read(lambda connection: connection.scalar(count)) == 0

"""Mail in the store: raw and once before it is thanked for, filed where it belongs, and never joined by a From."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import RowMapping, select, update

from config.store import Store
from crm_store.tables import claim, contact, conversation, message
from routing.conversations import Change, Owner, Reason
from routing.mail_ports import ClaimedMail, FiledMail, RawMail
from routing.messages import Author, Channel, Draft, Inbound, MessageState
from routing.store_ports import ClaimedMessage, RouterReply

ANN = "ann@x.example"
ANSWER = Draft(Author.BOT, "an answer", "<p>an answer</p>")


def raw(key: str = "1", sender: str = ANN) -> RawMail:
    return RawMail(f"hash-{key}", sender, "ask@library.example", b"From: Ann\r\n\r\nhello \xff\r\n")


def filed(key: str = "1", sender: str = ANN, **more: Any) -> FiledMail:
    inbound = Inbound(Channel.MAIL, sender, f"hash-{key}", "hello", language="en", name="Ann")
    return FiledMail(inbound, subject="A question", **more)


async def claimed(store: Store, key: str = "1", sender: str = ANN) -> ClaimedMail:
    await store.mail_room.store_raw(raw(key, sender))
    (found,) = await store.mail_room.claim_raw(8)
    return found


async def file(store: Store, key: str = "1", sender: str = ANN, **more: Any) -> RowMapping:
    """Store and file a mail; return its message."""
    assert await store.mail_room.file(await claimed(store, key, sender), filed(key, sender, **more))
    return (await rows(store, select(message).where(message.c.external_id == f"hash-{key}")))[0]


async def rows(store: Store, query: Any) -> list[RowMapping]:
    return await store.database.read(lambda connection: list(connection.execute(query).mappings().all()))


async def talk(store: Store, row: RowMapping) -> RowMapping:
    return (await rows(store, select(conversation).where(conversation.c.id == row["conversation_id"])))[0]


async def change(store: Store, statement: Any) -> None:
    await store.writer.run(lambda connection: connection.execute(statement).rowcount)


async def test_a_mail_is_stored_once_and_comes_back_byte_for_byte(store: Store) -> None:
    stored = [await store.mail_room.store_raw(raw()) for _ in range(2)]

    (found,) = await store.mail_room.claim_raw(8)
    assert stored == [found.message_id, None]
    assert (found.mail, found.tries) == (raw(), 1)


async def test_a_claimed_mail_is_left_to_its_reader_until_the_claim_runs_out(store: Store) -> None:
    first = await claimed(store)
    assert await store.mail_room.claim_raw(8) == []
    await change(store, update(message).values(due=store.clock() - timedelta(minutes=1)))

    (second,) = await store.mail_room.claim_raw(8)

    assert second.tries == 2
    assert not await store.mail_room.file(first, filed())
    assert await store.mail_room.file(second, filed())
    assert not await store.mail_room.file(second, filed())


async def test_a_new_mail_begins_a_conversation_for_the_bot(store: Store) -> None:
    row = await file(store)

    (asked,) = await store.inbox.claim_inbound(8)
    assert (asked.message.id, asked.message.text, asked.message.seq) == (row["id"], "hello", 1)
    found = await talk(store, row)
    assert (found["owner"], found["subject"], found["preview"]) == (Owner.BOT, "A question", "hello")


async def test_who_is_not_proven_only_claims_the_address_and_is_somebody_else_each_time(store: Store) -> None:
    one, other = await file(store, "1"), await file(store, "2")

    people = await rows(store, select(contact))
    assert one["contact_id"] != other["contact_id"]
    assert {(row["address"], row["proven"]) for row in people} == {(ANN, False)}
    assert len({row["reader_id"] for row in people}) == len(await rows(store, select(claim))) == 2


async def test_who_is_proven_is_one_reader_over_all_mails(store: Store) -> None:
    one, other = await file(store, "1", verified=True), await file(store, "2", verified=True)

    assert one["contact_id"] == other["contact_id"]
    assert one["conversation_id"] != other["conversation_id"]


async def test_a_mail_of_the_thread_joins_it_with_the_next_number(store: Store) -> None:
    first = await file(store, "1")

    second = await file(store, "2", conversation_id=first["conversation_id"])

    assert (second["conversation_id"], second["seq"]) == (first["conversation_id"], 2)
    assert second["contact_id"] == first["contact_id"]


async def test_a_stranger_in_the_thread_is_somebody_of_their_own(store: Store) -> None:
    first = await file(store, "1", verified=True)

    second = await file(store, "2", "eve@y.example", conversation_id=first["conversation_id"])

    thread = await store.mail_room.thread(first["conversation_id"])
    assert second["contact_id"] != first["contact_id"]
    assert thread
    assert thread.participants == {ANN, "eve@y.example"}


async def test_an_answer_to_a_talk_closed_for_long_begins_a_new_one_after_it(store: Store) -> None:
    first = await file(store, "1")
    await store.conversations.change(first["conversation_id"], lambda _: Change(owner=Owner.CLOSED))
    await change(store, update(conversation).values(closed=store.clock() - timedelta(days=15)))

    second = await file(store, "2", conversation_id=first["conversation_id"])

    found = await talk(store, second)
    assert (found["previous_id"], second["seq"]) == (first["conversation_id"], 1)


async def test_an_answer_within_a_fortnight_opens_the_talk_again(store: Store) -> None:
    first = await file(store, "1")
    await store.conversations.change(first["conversation_id"], lambda _: Change(owner=Owner.CLOSED))

    second = await file(store, "2", conversation_id=first["conversation_id"])

    assert (await talk(store, second))["owner"] == Owner.BOT


@pytest.mark.parametrize(
    ("how", "owner", "reason"),
    [
        ({"quiet": True}, Owner.WAITING, Reason.RULE),
        ({"unreadable": True, "quiet": True}, Owner.WAITING, Reason.FAILED),
        ({"quiet": True, "close": True}, Owner.CLOSED, None),
    ],
)
async def test_what_no_machine_may_answer_waits_and_what_needs_nobody_is_closed(
    store: Store,
    how: dict[str, bool],
    owner: Owner,
    reason: Reason | None,
) -> None:
    row = await file(store, **how)

    found = await talk(store, row)
    assert (found["owner"], found["reason"], row["state"]) == (owner, reason, MessageState.ROUTED)
    assert await store.inbox.claim_inbound(8) == []


async def test_the_first_mails_of_a_day_are_counted_by_what_was_claimed(store: Store) -> None:
    first = await file(store, "1")
    await file(store, "2", verified=True)
    await file(store, "3", conversation_id=first["conversation_id"])
    await file(store, "4", "bo@y.example")

    day = store.clock() - timedelta(days=1)

    assert await store.mail_room.first_mails_since(ANN, day) == 2
    assert await store.mail_room.first_mails_since(ANN, store.clock() + timedelta(days=1)) == 0


async def test_a_bounce_marks_the_contact_and_the_message_and_desks_hear_of_it(store: Store) -> None:
    await file(store)
    (asked,) = await store.inbox.claim_inbound(8)
    await store.inbox.store_reply(RouterReply(ClaimedMessage(asked.message, asked.conversation, 1), drafts=(ANSWER,)))
    (sent,) = await store.out_tray.claim_outbound((Channel.MAIL,), 8)
    await store.out_tray.mark_sent(sent)
    before = await rows(store, select(conversation.c.version))

    await store.mail_room.mark_bounced(sent.outbound.message_id, "", "failed 5.1.1")

    (person,) = await rows(store, select(contact))
    (reply,) = await rows(store, select(message).where(message.c.author == Author.BOT))
    assert (person["bounced"], reply["state"], reply["failure"]) == ("failed 5.1.1", "failed", "failed 5.1.1")
    assert (await rows(store, select(conversation.c.version)))[0]["version"] > before[0]["version"]


async def test_a_bounce_never_marks_what_a_reader_wrote(store: Store) -> None:
    row = await file(store)

    await store.mail_room.mark_bounced(row["id"], ANN, "failed 5.1.1")

    assert (await rows(store, select(message.c.state)))[0]["state"] == MessageState.NEW
    assert (await store.mail_room.thread_of_message(row["id"])) is not None


async def test_what_is_unknown_has_no_thread(store: Store) -> None:
    ask: list[Callable] = [store.mail_room.thread, store.mail_room.thread_of_message]

    assert [await each(7) for each in ask] == [None, None]


async def test_a_mail_that_is_not_filed_belongs_to_no_thread(store: Store) -> None:
    found = await claimed(store)

    assert await store.mail_room.thread_of_message(found.message_id) is None


async def test_a_pin_in_a_mail_is_masked_when_it_is_filed(store: Store) -> None:
    mail = await claimed(store)
    said = replace(filed(), inbound=replace(filed().inbound, text="my PIN: 1234 is wrong"))

    await store.mail_room.file(mail, said)

    assert [row["text"] for row in await rows(store, select(message.c.text))] == ["my PIN: •••• is wrong"]

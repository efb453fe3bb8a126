"""The reader's buttons: a librarian at once, and back to the automatic answers."""

import asyncio

from config.store import Store
from routing.conversations import Change, Owner
from routing.messages import Author, Channel
from routing.store_ports import Changed, Stored
from tests.routing.fakes import Hearth, hearth


async def press(house: Hearth, who: str = "s1", language: str = "en") -> Changed:
    return await house.actions.ask_librarian(Channel.WEB, who, language)


async def let_close(house: Hearth, stored: Stored) -> None:
    await house.store.conversations.change(stored.conversation.id, lambda _: Change(owner=Owner.CLOSED))


async def test_the_first_thing_a_reader_does_may_be_to_ask_for_a_librarian(store: Store) -> None:
    house = hearth(store)

    changed = await press(house)

    (receipt,) = changed.messages
    assert (changed.conversation.owner, changed.conversation.topic) == (Owner.WAITING, "human-handoff")
    assert (receipt.seq, receipt.author) == (1, Author.SYSTEM)
    assert changed.conversation.case in receipt.text


async def test_the_receipt_speaks_the_language_of_the_talk_or_of_the_page(store: Store) -> None:
    house = hearth(store)
    await house.say("how do I renew?", language="zh-CN")

    talk = await press(house)
    page = await press(house, "s2", "zh-TW")

    assert talk.messages[0].text.startswith("已为您转接")
    assert page.messages[0].text.startswith("已為您轉接")


async def test_asking_twice_is_asking_once(store: Store) -> None:
    house = hearth(store)
    await house.say("hello")

    changed = await asyncio.gather(*(press(house) for _ in range(5)))

    assert sum(len(each.messages) for each in changed) == 1
    assert {each.conversation.owner for each in changed} == {Owner.WAITING}


async def test_a_closed_talk_waits_again_with_a_receipt_of_its_own(store: Store) -> None:
    house = hearth(store)
    stored = await house.say("hello")
    await let_close(house, stored)

    changed = await press(house)

    assert changed.conversation.id == stored.conversation.id
    assert (changed.conversation.owner, len(changed.messages)) == (Owner.WAITING, 1)


async def test_a_question_that_was_not_answered_yet_is_left_to_the_librarian(store: Store) -> None:
    house = hearth(store)
    stored = await house.say("hello")
    await press(house)

    await house.settle()

    assert [author for author, _ in await house.told(stored)] == ["reader", "system"]


async def test_who_waits_may_go_back_to_the_bot_and_is_answered_again(store: Store) -> None:
    house = hearth(store)
    stored = await house.say("hello")
    await press(house)
    await house.settle()

    changed = await house.actions.back_to_bot(Channel.WEB, "s1")
    await house.say("renewing?", key="2")
    await house.settle()

    assert changed.conversation.owner is Owner.BOT
    assert [author for author, _ in await house.told(stored)] == ["reader", "system", "reader", "bot"]


async def test_going_back_does_nothing_to_a_talk_that_does_not_wait(store: Store) -> None:
    house = hearth(store)
    stored = await house.say("hello")
    await let_close(house, stored)

    changed = await house.actions.back_to_bot(Channel.WEB, "s1")

    assert changed.conversation.owner is Owner.CLOSED

"""What becomes of a reader's message, over the real store and a bot that does as it is told."""

import asyncio
import logging

import pytest
from sqlalchemy import select

from config.store import Store
from crm_store.tables import conversation, queue
from routing.conversations import Change, Guess, HandOver, Owner, Reason
from routing.messages import Author, Channel, Inbound, MessageState
from routing.replies import Outcome, Reply
from routing.router import MOST_CLAIMS
from routing.store_ports import Stored
from tests.routing.fakes import ACCOUNT, GUESSES, LIBRARIANS_OWN, UNSURE, FakeBot, Hearth, hearth


async def row(house: Hearth, stored: Stored) -> dict:
    query = select(conversation).where(conversation.c.id == stored.conversation.id)
    return await house.store.database.read(lambda connection: dict(connection.execute(query).mappings().one()))


async def queue_id(store: Store, slug: str) -> int:
    query = select(queue.c.id).where(queue.c.slug == slug)
    return await store.database.read(lambda connection: connection.execute(query).scalar_one())


async def test_a_question_gets_one_answer_which_first_says_that_it_is_automatic(store: Store) -> None:
    house = hearth(store)
    stored = await house.say("opening hours?", key="1")
    await house.say("and on Sunday?", key="2")
    await house.settle()

    first, second = [text for author, text in await house.told(stored) if author == "bot"]
    assert first.startswith("An answer to opening hours?")
    assert ["automatic service" in text for text in (first, second)] == [True, False]


async def test_the_bot_knows_what_was_answered_last_and_how_often_it_was_unsure(store: Store) -> None:
    house = hearth(store, FakeBot({"?": UNSURE}))
    for number, text in enumerate(["renew", "?", "?", "loans"]):
        await house.say(text, key=f"{number}")
        await house.settle()

    assert [(each.last_entry, each.unsure_turns) for each in house.bot.contexts] == [
        (None, 0),
        ("answer", 0),
        ("answer", 1),
        ("answer", 2),
    ]


async def test_an_unsure_bot_offers_choices_and_keeps_the_talk(store: Store) -> None:
    house = hearth(store, FakeBot({"?": UNSURE}))
    stored = await house.say("?")
    await house.settle()

    offer = (await house.thread(stored))[-1]
    assert [choice.entry for choice in offer.choices] == ["renew", "loan"]
    assert (await row(house, stored))["owner"] == Owner.BOT


async def test_a_chosen_entry_is_answered_without_asking_the_bot_again(store: Store) -> None:
    house = hearth(store)
    stored = await house.say("Renewing", entry="renew")
    await house.settle()

    assert house.bot.asked == []
    assert (await house.thread(stored))[-1].entry == "renew"


async def test_a_chosen_entry_that_is_gone_is_asked_for_by_its_title(store: Store) -> None:
    house = hearth(store)
    await house.say("Renewing", entry="gone")
    await house.settle()

    assert house.bot.asked == ["Renewing"]


async def test_a_look_up_stays_with_the_bot(store: Store) -> None:
    house = hearth(store, FakeBot({"my loans": ACCOUNT}))
    stored = await house.say("my loans")
    await house.settle()

    assert (await row(house, stored))["owner"] == Owner.BOT
    assert (await house.thread(stored))[-1].text.startswith("Your account is at…")


async def test_what_only_librarians_know_waits_in_their_queue_with_the_bots_guesses(store: Store) -> None:
    research = await queue_id(store, "research")
    house = hearth(store, FakeBot({"my thesis": LIBRARIANS_OWN}), queue_of=lambda _: research)
    stored = await house.say("my thesis")
    await house.settle()

    found = await row(house, stored)
    assert (found["owner"], found["reason"], found["topic"]) == (Owner.WAITING, Reason.LIBRARIAN_TOPIC, "research")
    assert found["queue_id"] == research
    assert [guess["entry"] for guess in found["guesses"]] == [guess.entry for guess in GUESSES]


@pytest.mark.parametrize(("guesses", "topic"), [((), None), (GUESSES, "renewals")])
async def test_what_waits_is_about_the_question_that_was_handed_over_not_the_one_before(
    store: Store, guesses: tuple[Guess, ...], topic: str | None
) -> None:
    unsure = Reply(Outcome.HANDOVER, "en", "Let me ask a librarian.", guesses=guesses)
    house = hearth(store, FakeBot({"my loans": ACCOUNT, "a cat upstairs?": unsure}))
    stored = await house.say("my loans", key="1")
    await house.settle()
    await house.say("a cat upstairs?", key="2")
    await house.settle()

    assert (await row(house, stored))["topic"] == topic


async def test_the_receipt_says_the_librarys_words_the_case_and_the_place(store: Store) -> None:
    house = hearth(store, FakeBot({"my thesis": LIBRARIANS_OWN}))
    await house.say("转人工", who="before")
    await house.settle()
    stored = await house.say("my thesis")
    await house.settle()

    receipt = (await house.thread(stored))[-1]
    assert receipt.author is Author.SYSTEM
    assert receipt.text.startswith("Our subject librarians know.")
    assert stored.conversation.case in receipt.text
    assert "number 2 in the queue" in receipt.text


async def test_who_asks_for_a_person_gets_the_receipt_alone_in_the_readers_language(store: Store) -> None:
    house = hearth(store)
    stored = await house.say("轉人工，謝謝", language="en")
    await house.settle()

    assert (await house.thread(stored))[-1].text.startswith("已為您轉接館員")
    assert (await row(house, stored))["reason"] == Reason.ASKED


async def test_a_bot_that_hangs_is_not_waited_for(store: Store) -> None:
    house = hearth(store, FakeBot(hanging={"hang"}), patience=0.05)
    stored = await house.say("hang")
    async with asyncio.timeout(5):
        await house.settle()

    found = await row(house, stored)
    assert (found["owner"], found["reason"]) == (Owner.WAITING, Reason.FAILED)
    assert (await house.told(stored))[-1][0] == "system"


async def test_a_hanging_question_delays_nobody_elses(store: Store) -> None:
    house = hearth(store, FakeBot(hanging={"hang"}))
    await house.say("hang", who="one")
    other = await house.say("loans", who="two")
    routing = asyncio.create_task(house.settle())
    async with asyncio.timeout(5):
        await house.bot.was_asked.wait()
        while len(await house.told(other)) < 2:
            await store.bell.wait("answers", 0.01)
        house.bot.go_on.set()
        await routing

    assert (await house.told(other))[-1][0] == "bot"


async def test_a_bot_that_fails_again_and_again_gives_the_question_to_a_librarian(
    store: Store,
    caplog: pytest.LogCaptureFixture,
) -> None:
    house = hearth(store, FakeBot(failing={"boom"}))
    stored = await house.say("boom")
    for _ in range(MOST_CLAIMS):
        await house.settle()
        assert (await row(house, stored))["owner"] == Owner.BOT
        await house.let_claims_run_out()
    await house.settle()

    found = await row(house, stored)
    assert (found["owner"], found["reason"]) == (Owner.WAITING, Reason.FAILED)
    assert (len(house.bot.asked), len(await house.told(stored))) == (MOST_CLAIMS, 2)
    assert "the bot broke" in caplog.text


async def test_the_logs_name_ids_and_never_what_was_said(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    house = hearth(store)
    stored = await house.intake.receive(_inbound("a private question"))
    await house.router.close()

    assert str(stored.message.id) in {str(getattr(each, "message_id", "")) for each in caplog.records}
    assert "private" not in caplog.text


async def test_a_mail_is_answered_once_and_its_later_mails_go_to_a_librarian(store: Store) -> None:
    house = hearth(store)
    stored = await house.say("renewing?", key="1", channel=Channel.MAIL)
    await house.say("and then?", key="2", channel=Channel.MAIL)
    await house.settle()

    found = await row(house, stored)
    assert [author for author, _ in await house.told(stored)] == ["reader", "reader", "bot"]
    assert "automatic service" not in (await house.told(stored))[-1][1]
    assert (found["owner"], found["reason"]) == (Owner.WAITING, Reason.ASKED)


async def test_by_mail_an_unsure_bot_asks_nothing_back_but_hands_over(store: Store) -> None:
    house = hearth(store, FakeBot({"?": UNSURE}))
    stored = await house.say("?", channel=Channel.MAIL)
    await house.settle()

    found = await row(house, stored)
    assert (found["owner"], found["reason"], len(found["guesses"])) == (Owner.WAITING, Reason.UNSURE, 2)
    assert (await house.told(stored))[-1][1].startswith("We have received your message")


async def test_a_reply_by_mail_waits_to_be_sent_and_one_in_the_chat_is_sent_by_being_stored(store: Store) -> None:
    house = hearth(store)
    mail = await house.say("a", who="a@x.example", channel=Channel.MAIL)
    chat = await house.say("b")
    await house.settle()

    states = [(await house.thread(each))[-1].state for each in (mail, chat)]
    assert states == [MessageState.QUEUED, MessageState.SENT]


async def test_the_bot_says_nothing_once_the_talk_is_no_longer_its_own(store: Store) -> None:
    house = hearth(store, FakeBot(hanging={"slow"}))
    stored = await house.say("slow")
    routing = asyncio.create_task(house.settle())
    async with asyncio.timeout(5):
        await house.bot.was_asked.wait()
        await store.conversations.change(stored.conversation.id, lambda _: Change(hand_over=HandOver(Reason.ASKED)))
        house.bot.go_on.set()
        await routing

    assert await house.told(stored) == [("reader", "slow")]


async def test_what_this_process_stored_goes_straight_to_its_router(store: Store) -> None:
    house = hearth(store)
    stored = await house.intake.receive(_inbound("renewing?"))
    await house.router.close()

    assert [author for author, _ in await house.told(stored)] == ["reader", "bot"]
    assert not await house.router.step()


async def test_a_repeat_is_not_routed_again(store: Store) -> None:
    house = hearth(store)
    stored = [await house.intake.receive(_inbound("renewing?")) for _ in range(3)]
    await house.router.close()
    await house.settle()

    assert [each.repeated for each in stored] == [False, True, True]
    assert house.bot.asked == ["renewing?"]


async def test_who_closes_the_tab_while_it_is_stored_is_answered_nevertheless(store: Store) -> None:
    house = hearth(store)
    receiving = asyncio.create_task(house.intake.receive(_inbound("renewing?")))
    await asyncio.sleep(0)
    receiving.cancel()
    async with asyncio.timeout(5):
        await house.bot.was_asked.wait()
    await house.router.close()

    assert receiving.cancelled()
    again = await house.say("renewing?")
    assert [author for author, _ in await house.told(again)] == ["reader", "bot"]


def _inbound(text: str) -> Inbound:
    return Inbound(Channel.WEB, "s1", "s1:1", text, language="en")

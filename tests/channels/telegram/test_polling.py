"""From a reader's words to the store: nothing is lost, nothing comes twice, nobody holds up anybody else."""

import pytest

from routing.errors import Invalid, Unavailable
from routing.messages import Choice
from tests.channels.telegram.parts import Rig, recorded
from tests.parts.bot_api import TOKEN, BotApi
from tests.parts.house import outbound

CURSOR = "telegram:110201543"


async def test_what_a_reader_writes_is_stored_and_then_confirmed(rig):
    update = rig.api.say(42, "怎么续借？", name="王小明")
    async with rig.running():
        await rig.api.until(lambda: update + 1 in rig.api.offsets)

    assert [(each.address, each.text, each.name) for each in rig.house.messages.values()] == [
        ("42", "怎么续借？", "王小明")
    ]
    assert rig.cursor.values == {CURSOR: update + 1}


async def test_the_offset_does_not_move_before_the_store_took_the_message(rig):
    rig.house.faults = [Unavailable("disk full")] * 3
    rig.api.say(42, "你好")
    async with rig.running():
        await rig.house.until(lambda: rig.house.texts == ["你好"])

    assert set(rig.api.offsets) == {0}
    assert rig.house.received == 4


async def test_after_a_crash_between_storing_and_moving_the_update_comes_again_and_is_stored_once(rig):
    update = rig.api.say(42, "你好")
    rig.cursor.dies_moving = True
    async with rig.running():
        await rig.cursor.moving.wait()
    rig.cursor.dies_moving = False
    async with rig.running():
        await rig.api.until(lambda: update + 1 in rig.api.offsets)

    assert (rig.house.received, rig.house.texts) == (2, ["你好"])


async def test_a_new_start_goes_on_where_the_offset_stands(rig):
    rig.api.say(42, "一")
    async with rig.running():
        await rig.house.until(lambda: len(rig.house.texts) == 1)
        await rig.api.until(lambda: rig.api.offsets[-1] > 0)
    rig.api.say(42, "二")
    async with rig.running():
        await rig.house.until(lambda: len(rig.house.texts) == 2)

    assert (rig.house.texts, rig.house.received) == (["一", "二"], 2)


async def test_messages_of_one_chat_are_stored_in_the_order_in_which_they_were_written(rig):
    for number in range(20):
        rig.api.say(42, f"{number}")
        rig.api.say(43, f"{number}")
    async with rig.running():
        await rig.house.until(lambda: len(rig.house.texts) == 40)

    texts = [inbound.text for inbound in rig.house.messages.values() if inbound.address == "42"]
    assert texts == [str(number) for number in range(20)]


async def test_start_is_greeted_with_a_way_to_a_person_and_not_stored(rig):
    rig.api.say(42, "/start", language="en")
    async with rig.running():
        greeting = await rig.api.sent(42)

    assert greeting["text"].startswith("Hello!")
    assert greeting["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "librarian"
    assert rig.house.texts == []


async def test_a_greeting_is_said_once_though_the_store_fails_for_another_reader(rig):
    rig.house.faults = [Unavailable("busy")] * 3
    update = rig.api.say(42, "/start")
    rig.api.say(43, "你好")
    async with rig.running():
        await rig.api.until(lambda: update + 2 in rig.api.offsets)

    assert len(rig.api.called("sendMessage")) == 1


async def test_a_reader_whom_no_greeting_reaches_holds_up_nobody(rig):
    rig.api.say(42, "/start")
    rig.api.block(42)
    rig.api.say(43, "你好")
    async with rig.running():
        await rig.house.until(lambda: rig.house.texts == ["你好"])

    assert rig.api.nothing_sent(42)


async def test_pressing_an_offered_entry_stores_it_and_stops_the_spinner(rig):
    rig.api.meet(42)
    async with rig.running() as channel:
        await channel.send(outbound("您想问", choices=(Choice("renew", "怎么续借图书？"),)))
        rig.api.press(42, "e:renew")
        await rig.api.until(lambda: bool(rig.api.called("answerCallbackQuery")))

    (inbound,) = rig.house.messages.values()
    assert (inbound.entry, inbound.text) == ("renew", "怎么续借图书？")


async def test_an_entry_whose_id_is_too_long_for_a_button_is_asked_by_its_title(rig):
    rig.api.meet(42)
    async with rig.running() as channel:
        await channel.send(outbound("您想问", choices=(Choice("x" * 70, "怎么续借图书？"),)))
        sent = await rig.api.sent(42)
        rig.api.press(42, sent["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
        await rig.house.until(lambda: bool(rig.house.messages))

    (inbound,) = rig.house.messages.values()
    assert (inbound.entry, inbound.text) == (None, "怎么续借图书？")


async def test_the_button_asks_for_a_librarian_in_the_readers_language(rig):
    rig.api.meet(42, "Ann", "en")
    async with rig.running() as channel:
        await channel.send(outbound("Renew once.", language="en"))
        rig.api.press(42, "librarian")
        await rig.house.until(lambda: bool(rig.house.asked))

    assert rig.house.asked == [("42", "en", "Ann")]


async def test_a_message_that_is_refused_is_told_to_its_reader_and_holds_up_nobody(rig):
    rig.house.faults = [Invalid("too long")]
    rig.api.say(42, "长")
    rig.api.say(42, "好")
    async with rig.running():
        told = await rig.api.sent(42)
        await rig.house.until(lambda: rig.house.texts == ["好"])

    assert told["text"].startswith("抱歉")


async def test_a_message_that_breaks_us_is_tried_five_times_and_then_told_to_its_reader(rig):
    rig.house.faults = [RuntimeError("ours")] * 5
    rig.api.say(42, "怪")
    async with rig.running():
        told = await rig.api.sent(42)

    assert told["text"].startswith("抱歉")
    assert rig.house.received == 5


async def test_only_the_holder_of_the_lease_polls(rig):
    rig.cursor.holders[CURSOR] = "another process"
    rig.api.say(42, "你好")
    async with rig.running():
        await rig.pauses.paused.wait()

    assert rig.api.called("getUpdates") == []


async def test_a_stopped_poller_lets_another_process_poll_at_once(rig):
    async with rig.running("one"):
        await rig.api.until(lambda: bool(rig.api.offsets))
    async with rig.running("two"):
        await rig.api.until(lambda: len(rig.api.offsets) > 1)

    assert rig.cursor.holders == {}


async def test_numbers_that_fall_after_a_quiet_week_are_followed(rig):
    rig.cursor.values[CURSOR] = 727_334_708
    rig.api.next_update = 117_314_199
    rig.api.say(42, "一")
    async with rig.running():
        await rig.house.until(lambda: rig.house.texts == ["一"])
        await rig.api.until(lambda: rig.api.offsets[-1] == 117_314_200)
        rig.api.say(42, "二")
        await rig.house.until(lambda: rig.house.texts == ["一", "二"])

    assert rig.house.received == 2


@pytest.mark.parametrize("oddity", ["message_without_id", "message_without_chat"])
async def test_an_update_that_nobody_can_read_is_stepped_over(rig, oddity):
    rig.cursor.values[CURSOR] = rig.api.next_update
    rig.api.say(42, "前")
    odd = rig.api.push(recorded(oddity))
    rig.api.say(42, "后")
    async with rig.running():
        await rig.house.until(lambda: rig.house.texts == ["前", "后"])
        await rig.api.until(lambda: rig.api.offsets[-1] > odd + 1)

    assert rig.house.received == 2


async def test_a_webhook_that_was_left_behind_is_taken_down(rig):
    rig.api.webhook = "https://old.example/hook"
    rig.api.say(42, "你好")
    async with rig.running():
        await rig.house.until(lambda: rig.house.texts == ["你好"])

    assert rig.api.webhook == ""


async def test_faults_of_telegrams_are_outlived(rig):
    rig.api.fail("deleteWebhook", 500)
    rig.api.fail("setMyCommands", 400)
    rig.api.fail("getUpdates", 502)
    rig.api.fail("getUpdates", 429, retry_after=7)
    rig.api.fail("getUpdates", 409, "Conflict: terminated by other getUpdates request")
    rig.api.lose("getUpdates")
    rig.api.say(42, "你好")
    async with rig.running():
        await rig.house.until(lambda: rig.house.texts == ["你好"])

    assert 7 in rig.pauses.taken


async def test_a_wrong_token_is_logged_with_what_to_do_and_never_with_itself(caplog):
    caplog.set_level("DEBUG")
    rig = Rig(BotApi(), token="1:wrong")
    async with rig.api, rig.running():
        await rig.pauses.paused.wait()

    errors = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "RIC_TELEGRAM_TOKEN" in errors[0].todo
    assert rig.pauses.taken[0] == 60


async def test_logs_hold_no_token_no_words_and_no_chat(rig, caplog):
    caplog.set_level("DEBUG")
    rig.house.faults = [Unavailable("busy"), RuntimeError("ours")]
    rig.api.fail("getUpdates", 500)
    rig.api.say(424_242, "我的学号是多少")
    rig.api.push(recorded("message_without_id"))
    async with rig.running() as channel:
        await rig.house.until(lambda: bool(rig.house.texts))
        await channel.send(outbound("秘密", address="424242"))

    lines = [f"{record.getMessage()} {vars(record)}" for record in caplog.records if record.name != "asyncio"]
    assert lines
    assert not [line for line in lines if any(word in line for word in (TOKEN, "学号", "424242", "秘密"))]

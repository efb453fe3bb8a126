"""What goes out to Telegram, and what becomes of its refusals."""

import pytest

from routing.errors import SendError
from routing.messages import Attachment, Author, Choice, Source
from tests.channels.telegram.parts import Rig
from tests.parts.house import outbound


@pytest.fixture
async def channel(rig):
    rig.api.meet(42)
    channel = rig.channel()
    yield channel
    await channel.close()


def buttons(sent: dict) -> list[tuple[str, str]]:
    return [
        (button["text"], button["callback_data"]) for row in sent["reply_markup"]["inline_keyboard"] for button in row
    ]


async def refused(channel, **changes) -> SendError:
    with pytest.raises(SendError) as refusal:
        await channel.send(outbound("你好", **changes))
    return refusal.value


async def test_an_answer_has_its_markup_its_source_and_the_way_to_a_person(rig, channel):
    source = Source("借阅规则", "https://lib.example/rules")
    await channel.send(outbound("可以**续借**", html="<p>可以<strong>续借</strong></p>", sources=(source,)))

    sent = await rig.api.sent(42)
    assert sent["text"] == '可以<b>续借</b>\n\n来源：<a href="https://lib.example/rules">借阅规则</a>'
    assert buttons(sent) == [("转人工", "librarian")]
    assert sent["link_preview_options"] == {"is_disabled": True}


async def test_choices_are_buttons_above_the_way_to_a_person(rig, channel):
    choices = (Choice("renew", "How do I renew?"), Choice("x" * 70, "Something long"))
    await channel.send(outbound("Did you mean", language="en", choices=choices))

    renew, long, librarian = buttons(await rig.api.sent(42))
    assert (renew, librarian) == (("How do I renew?", "e:renew"), ("Ask a librarian", "librarian"))
    assert len(long[1].encode()) <= 64


async def test_a_librarian_is_named_and_has_no_button_below(rig, channel):
    await channel.send(outbound("请带学生证", author=Author.LIBRARIAN, name="李老师"))

    sent = await rig.api.sent(42)
    assert sent["text"] == "<b>馆员 李老师</b>\n请带学生证"
    assert "reply_markup" not in sent


async def test_a_notice_is_plain(rig, channel):
    await channel.send(outbound("受理号 <R-1>", author=Author.SYSTEM, html="<p><b>受理号</b></p>"))

    assert (await rig.api.sent(42))["text"] == "受理号 &lt;R-1&gt;"


async def test_a_file_is_at_least_told_of(rig, channel):
    file = Attachment("a", "map.pdf", "application/pdf", 9, "0" * 64)
    await channel.send(outbound("", language="en", attachments=(file,)))

    assert (await rig.api.sent(42))["text"] == "[Attached: map.pdf]"


async def test_a_long_message_comes_in_parts_with_the_buttons_under_the_last(rig, channel):
    await channel.send(outbound("图书馆😀。" * 1_600))

    sent = [await rig.api.sent(42) for _ in range(3)]
    assert "".join(part["text"] for part in sent) == "图书馆😀。" * 1_600
    assert ["reply_markup" in part for part in sent] == [False, False, True]


async def test_markup_that_telegram_cannot_parse_is_sent_again_without(rig, channel):
    rig.api.fail("sendMessage", 400, "Bad Request: can't parse entities: Can't find end tag")
    await channel.send(outbound("", html="<p>a <b>b</b> &lt; c</p>"))

    sent = await rig.api.sent(42)
    assert sent["text"] == "a b < c"
    assert "parse_mode" not in sent


async def test_a_retry_goes_on_with_the_part_that_failed(rig, channel):
    long = outbound("长" * 4_000 + "\n\n" + "好" * 4_000)
    rig.api.fail("sendMessage", 500, after=1)
    with pytest.raises(SendError):
        await channel.send(long)
    await channel.send(long)

    assert [(await rig.api.sent(42))["text"] for _ in range(2)] == ["长" * 4_000, "好" * 4_000]
    assert rig.api.nothing_sent(42)


@pytest.mark.parametrize(
    ("code", "description"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: message is too long"),
    ],
)
async def test_a_chat_that_takes_nothing_more_is_a_permanent_failure_in_telegrams_words(
    rig, channel, code, description
):
    rig.api.fail("sendMessage", code, description)

    failure = await refused(channel)
    assert failure.permanent
    assert description.partition(": ")[2] in str(failure).lower()


@pytest.mark.parametrize("code", [500, 502, 504])
async def test_a_fault_of_telegrams_is_tried_again_later(rig, channel, code):
    rig.api.fail("sendMessage", code)

    assert not (await refused(channel)).permanent


async def test_too_many_messages_wait_as_long_as_telegram_asks(rig, channel):
    rig.api.fail("sendMessage", 429, "Too Many Requests: retry after 17", retry_after=17)

    failure = await refused(channel)
    assert (failure.permanent, failure.retry_after) == (False, 17)


async def test_a_lost_answer_is_tried_again_later(rig, channel):
    rig.api.lose("sendMessage")

    assert not (await refused(channel)).permanent


async def test_an_answer_that_cannot_be_read_is_left_to_a_librarian_rather_than_sent_twice(rig, channel):
    rig.api.garble("sendMessage")

    assert (await refused(channel)).permanent


async def test_an_unreachable_server_is_tried_again_later(rig):
    rig.api.url = "http://127.0.0.1:9"
    channel = rig.channel()

    assert not (await refused(channel)).permanent
    await channel.close()


async def test_a_wrong_token_is_tried_again_when_an_operator_had_time_to_mend_it(rig):
    rig.token = "110201543:wrong"
    channel = rig.channel()

    failure = await refused(channel)
    assert (failure.permanent, failure.retry_after) == (False, 60)
    assert "wrong" not in str(failure)
    await channel.close()


async def test_a_reader_who_never_wrote_cannot_be_reached(channel):
    assert (await refused(channel, address="43")).permanent


async def test_a_reader_who_blocked_the_bot_cannot_be_reached(rig: Rig, channel):
    rig.api.block(42)

    assert (await refused(channel)).permanent

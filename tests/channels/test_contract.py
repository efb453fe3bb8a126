"""The one contract of all channels: routing.ports.ChannelPort, and what its words promise."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from routing.errors import SendError
from routing.messages import Channel, Choice, Outbound
from tests.channels.rigs import RIGS, SENDING_RIGS, Rig
from tests.parts.house import outbound

WORDS = "您好😀，可以续借一次。Renew once."
LONG = "图书馆一层有自助借还机。" * 666 + "以上八千字。😀"


@pytest.fixture(params=RIGS)
async def rig(request):
    async with RIGS[request.param]() as opened:
        yield opened


@pytest.fixture(params=SENDING_RIGS)
async def sending(request):
    async with SENDING_RIGS[request.param]() as opened:
        yield opened


@asynccontextmanager
async def running(rig: Rig) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(rig.channel.run())
    async with asyncio.timeout(10):
        await rig.listening()
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait({task}, timeout=10)


def reply(rig: Rig, text: str, **changes) -> Outbound:
    return outbound(text, channel=rig.channel.name, address=rig.address, **changes)


def squeezed(text: str) -> str:
    """Channels may wrap lines and cut messages; the words must be there."""
    return "".join(text.split())


async def test_a_channel_says_its_name_and_what_it_can_carry(rig):
    assert rig.channel.name in {Channel.WEB, Channel.MAIL, Channel.TELEGRAM}
    assert rig.channel.limits.length >= 8_000


async def test_a_cancelled_channel_ends_and_gives_back_what_it_held(rig):
    async with running(rig) as task:
        assert not await rig.is_free()

    assert task.cancelled()
    assert await rig.is_free()


async def test_a_channel_can_run_again_after_it_was_cancelled(rig):
    async with running(rig):
        pass
    async with running(rig):
        await rig.say("a", "再来", "1")

    assert len(rig.taken()) == 1


async def test_a_readers_message_arrives_once_however_often_it_is_sent(rig):
    async with running(rig):
        await rig.say("a", "怎么续借？😀", "1")
        await rig.say("a", "怎么续借？😀", "1")

    assert len(rig.taken()) == 1


async def test_two_readers_may_number_their_messages_alike(rig):
    async with running(rig):
        await rig.say("a", "你好", "1")
        await rig.say("b", "你好", "1")

    assert len(set(rig.taken())) == 2


async def test_one_reader_may_say_the_same_twice(rig):
    async with running(rig):
        await rig.say("a", "你好", "1")
        await rig.say("a", "你好", "2")

    assert len(set(rig.taken())) == 2


@pytest.mark.parametrize("text", [WORDS, LONG, "1 < 2 & <b>not bold</b>", "第一段\n\n第二段"])
async def test_a_reply_arrives_word_for_word(sending, text):
    await sending.channel.send(reply(sending, text))

    assert squeezed(text) in squeezed(await sending.shown())


async def test_choices_are_shown_by_their_titles(sending):
    choices = (Choice("renew", "怎么续借图书？"), Choice("an.entry.with.a.name." * 5, "逾期怎么办？"))

    await sending.channel.send(reply(sending, "您想问", choices=choices))

    shown = await sending.shown()
    assert all(choice.title in shown for choice in choices)


@pytest.mark.parametrize("permanent", [True, False])
async def test_a_refusal_says_whether_trying_again_is_any_use(sending, permanent):
    sending.refuse(permanent=permanent)

    with pytest.raises(SendError) as failure:
        await sending.channel.send(reply(sending, WORDS))
    assert failure.value.permanent is permanent


async def test_a_vendor_that_is_gone_is_worth_another_try(sending):
    await sending.vanish()

    with pytest.raises(SendError) as failure:
        await sending.channel.send(reply(sending, WORDS))
    assert not failure.value.permanent


@pytest.mark.parametrize("address", ["no such address", "\x00", "😀" * 300])
async def test_whatever_the_address_nothing_but_a_send_error_comes_out(rig, address):
    unreachable = outbound(WORDS, channel=rig.channel.name, address=address)

    with pytest.raises(SendError):
        await rig.channel.send(unreachable)


async def test_web_chat_sends_nothing_because_its_readers_see_the_store():
    async with RIGS["web"]() as rig:
        with pytest.raises(SendError) as failure:
            await rig.channel.send(reply(rig, WORDS))

    assert failure.value.permanent

"""Redis killed, flushed or frozen: every message arrives all the same, and who is at the desk is still known."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from tests.parts.composed import Composed
from tests.several.desks import events_of, hear_event, is_online

pytestmark = pytest.mark.asyncio(loop_scope="session")

Fault = Callable[[Composed], Awaitable[None]]


async def kill(house: Composed) -> None:
    await asyncio.to_thread(house.redis.kill)


async def freeze(house: Composed) -> None:
    house.redis.freeze()


async def flush(house: Composed) -> None:
    async with Redis.from_url(house.library.more["RIC_REDIS_URL"]) as client:
        await client.flushall()


@asynccontextmanager
async def fault_of_redis(house: Composed, fault: Fault) -> AsyncIterator[None]:
    """Let the fault happen; afterwards there is a Redis as before."""
    await fault(house)
    try:
        yield
    finally:
        await asyncio.to_thread(house.redis.kill)
        await asyncio.to_thread(house.redis.start)


@pytest.mark.parametrize("fault", [kill, freeze, flush])
async def test_a_talk_over_two_servers_goes_on(eight: Composed, fault: Fault) -> None:
    library = eight.library
    async with (
        library.chat() as reader,
        library.desk() as here,
        library.desk_elsewhere() as there,
        events_of(there) as events,
        fault_of_redis(eight, fault),
    ):
        answer = await reader.ask("怎么续借?")
        await reader.ask("转人工")
        row = await there.find("waiting", (await reader.hear("owner"))["case"])
        await here.post(f"conversations/{row['id']}/claim")
        await there.post(f"conversations/{row['id']}/reply", text="您好，我是馆员。")
        reply = await reader.hear("message", lambda frame: frame["author"] == "librarian")
        seen = await hear_event(events, lambda event: event.get("row", {}).get("owner") == "librarian")
        online = await is_online(here, there.me["id"])

    assert "续借" in answer["text"]
    assert (reply["text"], seen["row"]["id"], online) == ("您好，我是馆员。", row["id"], True)


async def test_when_redis_is_back_the_servers_hear_each_other_through_it_again(eight: Composed) -> None:
    """Typing is told by nothing else."""
    library = eight.library
    async with library.chat() as reader, library.desk_elsewhere() as there:
        await reader.ask("转人工")
        row = await there.find("waiting", (await reader.hear("owner"))["case"])
        async with fault_of_redis(eight, kill):
            pass
        async with events_of(there) as events, asyncio.TaskGroup() as tasks:
            typing = tasks.create_task(_keep_typing(reader))
            heard = await hear_event(events, lambda event: event.get("conversation") == row["id"])
            typing.cancel()

    assert heard["type"] == "typing"


async def _keep_typing(reader) -> None:
    while True:
        for on in (True, False):
            await reader.send(type="typing", on=on)
            await asyncio.sleep(0.5)  # a hint may be lost, so it is given again, as a page does

"""Bells and hints between two processes through a real Redis, also after it was away."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from redis.asyncio import Redis

from crm_store.bell import LocalBell, LocalFanout
from crm_store.redis_link import TOPIC, RedisLink
from routing.messages import Author
from routing.ports import Typing
from tests.parts.services import free_port, redis

TYPING = Typing(7, 8, Author.LIBRARIAN, on=True)


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis of these tests' own: whole libraries that other tests run talk on the shared one."""
    with redis(tmp_path_factory.mktemp("redis"), free_port()) as url:
        yield url


@dataclass
class Process:
    """One end of the link, and what it hears."""

    bell: LocalBell = field(default_factory=LocalBell)
    fanout: LocalFanout = field(default_factory=LocalFanout)
    heard: asyncio.Queue[object] = field(default_factory=asyncio.Queue)

    def conversation_changed(self, conversation_id: int, contact_id: int, news: object = None) -> None:
        self.heard.put_nowait((conversation_id, contact_id))

    def typing(self, typing: Typing) -> None:
        self.heard.put_nowait(typing)


@asynccontextmanager
async def linked(url: str) -> AsyncIterator[tuple[Process, Process]]:
    """Two processes that hear each other."""
    processes = Process(), Process()
    links = [asyncio.create_task(RedisLink(url, each.bell, each.fanout).run()) for each in processes]
    for each in processes:
        each.fanout.subscribe(each)
    try:
        async with asyncio.timeout(20):
            await meet(*processes)
            yield processes
    finally:
        for link in links:
            link.cancel()
        await asyncio.gather(*links, return_exceptions=True)


async def meet(one: Process, other: Process) -> None:
    """Return when each hears the other; until then hints are lost, as they may be."""
    greeting = secrets.token_hex(4)
    for speaker, listener in ((one, other), (other, one)):
        speaker.bell.ring(greeting)
        while not await rings(listener, greeting, 0.1):
            speaker.bell.ring(greeting)
        listener.bell._events.pop(greeting)


async def rings(process: Process, name: str, seconds: float = 5.0) -> bool:
    """Tell whether a bell rang in time."""
    try:
        async with asyncio.timeout(seconds):
            await process.bell.wait(name, 3600)
    except TimeoutError:
        return False
    return True


async def test_a_ring_is_heard_in_the_other_process_and_in_this_one(redis_url: str) -> None:
    async with linked(redis_url) as (one, other):
        one.bell.ring("inbound")

        assert await rings(one, "inbound")
        assert await rings(other, "inbound")


async def test_a_change_and_a_typing_reach_the_other_processes_listeners_once(redis_url: str) -> None:
    async with linked(redis_url) as (one, other):
        one.fanout.conversation_changed(1 << 61, 5)
        one.fanout.typing(TYPING)

        assert [await other.heard.get(), await other.heard.get()] == [(1 << 61, 5), TYPING]
        assert [one.heard.get_nowait(), one.heard.get_nowait()] == [(1 << 61, 5), TYPING]
        assert one.heard.empty()


@pytest.mark.parametrize(
    "word",
    [b"no json", b"[]", b"7", b'["x","changed"]', b'["x",["changed"]]', b'["x",["typing","1","2","nobody",true]]'],
)
async def test_a_strange_word_ends_nothing(redis_url: str, word: bytes, caplog: pytest.LogCaptureFixture) -> None:
    async with linked(redis_url) as (one, other), Redis.from_url(redis_url) as stranger:
        await stranger.publish(TOPIC, word)
        one.bell.ring("inbound")

        assert await rings(other, "inbound")
    assert "redis_strange_word" in caplog.text


async def test_only_ids_are_carried(redis_url: str) -> None:
    async with (
        linked(redis_url) as (one, _other),
        Redis.from_url(redis_url) as client,
        client.pubsub(ignore_subscribe_messages=True) as channel,
    ):
        await channel.subscribe(TOPIC)
        await channel.get_message(timeout=5)
        one.fanout.typing(TYPING)
        hints: list[list[object]] = [["ring"]]
        while hints[0][0] == "ring":  # left over from when the two met
            heard = await channel.get_message(timeout=5)
            hints = json.loads(heard["data"])[1:] if heard else []

    assert hints == [["typing", "7", "8", "librarian", True]]


async def test_the_hints_of_one_commit_are_one_message_and_each_is_heard(redis_url: str) -> None:
    async with (
        linked(redis_url) as (one, other),
        Redis.from_url(redis_url) as client,
        client.pubsub(ignore_subscribe_messages=True) as channel,
    ):
        await channel.subscribe(TOPIC)
        await channel.get_message(timeout=5)
        for conversation_id in (1, 2, 3, 1):
            one.fanout.conversation_changed(conversation_id, 5)
        heard = [await other.heard.get() for _ in range(3)]
        carried: list[list[object]] = []
        while not carried:  # bells are left over from when the two met
            said = await channel.get_message(timeout=5)
            carried = [hint for hint in json.loads(said["data"])[1:] if hint[0] == "changed"] if said else []

    assert heard == [(2, 5), (3, 5), (1, 5)]
    assert [hint[1] for hint in carried] == ["2", "3", "1"]


async def test_a_redis_that_was_away_is_found_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    port = free_port()
    with redis(tmp_path, port) as url:
        async with linked(url) as (one, other):
            await _end(url)
            one.bell.ring("inbound")
            assert await rings(one, "inbound")
            with redis(tmp_path, port):
                await meet(one, other)
    assert "redis_unreachable" in caplog.text
    assert "redis_reachable" in caplog.text


async def test_without_redis_a_process_hears_itself() -> None:
    alone = Process()
    link = asyncio.create_task(RedisLink("redis://127.0.0.1:1/0", alone.bell, alone.fanout).run())
    for _ in range(10_050):
        alone.bell.ring("inbound")

    assert await rings(alone, "inbound")
    link.cancel()
    await asyncio.gather(link, return_exceptions=True)


async def _end(url: str) -> None:
    async with Redis.from_url(url) as client:
        await client.shutdown(nosave=True)

"""From hints to rows."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from crm_store.bell import LocalBell
from desk.row_feed import RowFeed
from routing.conversations import Change
from routing.errors import Unavailable
from tests.desk.conftest import Rig


class EventfulDatabase:
    """Reads as the real one does; something happens between reading and answering."""

    def __init__(self, rig: Rig, happens: Callable[[], Awaitable[None]]) -> None:
        self._rig = rig
        self._happens = happens

    async def read(self, work: Any) -> Any:
        result = await self._rig.read(work)
        await self._happens()
        return result


async def test_a_change_while_rows_are_read_is_told_by_the_next_step(rig: Rig):
    told: list[str] = []
    key = int(await rig.ask("hello"))

    async def change_once() -> None:
        if not told:
            await rig.store.conversations.change(key, lambda _: Change(note="new"))
            told.append("changed")

    feed = RowFeed(EventfulDatabase(rig, change_once), LocalBell(), told.append)
    rig.store.fanout.subscribe(feed)
    feed.conversation_changed(key, 0)
    steps = [await feed.step() for _ in range(3)]

    assert steps == [True, True, False]
    assert [json.loads(frame)["row"]["version"] for frame in told[1:]] == [0, 1]


async def test_a_hint_outlives_a_database_that_is_away(rig: Rig):
    told: list[str] = []
    key = int(await rig.ask("hello"))

    async def go_away() -> None:
        if not told:
            told.append("away")
            raise Unavailable("connection refused")

    feed = RowFeed(EventfulDatabase(rig, go_away), LocalBell(), told.append)
    feed.conversation_changed(key, 0)
    with pytest.raises(Unavailable):
        await feed.step()
    await feed.step()

    assert json.loads(told[1])["row"]["id"] == str(key)


async def test_nothing_is_read_while_no_desk_listens(rig: Rig):
    async def read() -> None:
        raise AssertionError("rows were read for nobody")

    feed = RowFeed(EventfulDatabase(rig, read), LocalBell(), lambda _: None, is_heard=lambda: False)
    feed.conversation_changed(int(await rig.ask("hello")), 0)

    assert not await feed.step()

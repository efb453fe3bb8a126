"""The checker can fail: each planted bug shows in its own short hunt."""

import asyncio
from pathlib import Path

from faults.hunts import HUNTS, hunt
from faults.planted import without

AT_ONCE = 3


async def test_every_planted_bug_is_caught(open_folder: Path) -> None:
    places = asyncio.Semaphore(AT_ONCE)

    async def hunt_one(bug: str) -> bool:
        folder = open_folder / bug
        folder.mkdir(mode=0o755)
        async with places:
            return bool((await hunt(folder, bug, plant=bug)).problems)

    caught = await asyncio.gather(*map(hunt_one, HUNTS))

    assert dict(zip(HUNTS, caught, strict=True)) == dict.fromkeys(HUNTS, True)


async def test_a_router_that_wakes_late_changes_nothing(open_folder: Path) -> None:
    verdict = await hunt(open_folder, "unfenced-claim", plant=without("unfenced-claim"))

    assert verdict.problems == []

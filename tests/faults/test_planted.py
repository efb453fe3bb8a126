"""The checker can fail: each planted bug shows in its own short hunt."""

import asyncio
from pathlib import Path

from faults.hunts import HUNTS, hunt
from faults.planted import without


async def test_every_planted_bug_is_caught(open_folder: Path) -> None:
    folders = {bug: open_folder / bug for bug in HUNTS}
    for folder in folders.values():
        folder.mkdir(mode=0o755)

    verdicts = await asyncio.gather(*(hunt(folder, bug, plant=bug) for bug, folder in folders.items()))

    assert [bug for bug, verdict in zip(HUNTS, verdicts, strict=True) if not verdict.problems] == []


async def test_a_router_that_wakes_late_changes_nothing(open_folder: Path) -> None:
    verdict = await hunt(open_folder, "unfenced-claim", plant=without("unfenced-claim"))

    assert verdict.problems == []

"""The checker can fail: each planted bug shows in its own short hunt."""

from pathlib import Path

import pytest

from faults.hunts import HUNTS, hunt
from faults.planted import without


@pytest.mark.parametrize("bug", HUNTS)
async def test_a_planted_bug_is_caught(open_folder: Path, bug: str) -> None:
    verdict = await hunt(open_folder, bug, plant=bug)

    assert verdict.problems


async def test_a_router_that_wakes_late_changes_nothing(open_folder: Path) -> None:
    verdict = await hunt(open_folder, "unfenced-claim", plant=without("unfenced-claim"))

    assert verdict.problems == []

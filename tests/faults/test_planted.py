"""The checker can fail: each planted bug shows in its own short hunt, and the same hunt finds nothing without it."""

from pathlib import Path

import pytest

from faults.hunts import HUNTS, hunt


@pytest.mark.parametrize("bug", HUNTS)
async def test_a_planted_bug_is_caught(open_folder: Path, bug: str) -> None:
    verdict = await hunt(open_folder, bug, plant=bug)

    assert verdict.problems


@pytest.mark.parametrize("bug", HUNTS)
async def test_without_the_bug_its_hunt_finds_nothing(open_folder: Path, bug: str) -> None:
    verdict = await hunt(open_folder, bug, plant="slow-bot" if bug == "unfenced-claim" else "none")

    assert verdict.problems == []

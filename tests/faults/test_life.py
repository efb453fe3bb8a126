"""A message's life may end at any commit; the long form, with every channel on both databases, is `make faults`."""

from pathlib import Path

import pytest

from faults.life import end_everywhere


@pytest.mark.parametrize(("channel", "several"), [("mail", False), ("web", True)], ids=["mail-sqlite", "web-postgres"])
async def test_an_exit_at_any_commit_of_a_life_loses_and_doubles_nothing(
    open_folder: Path, channel: str, *, several: bool
) -> None:
    lives = await end_everywhere(open_folder, channel, several=several)

    assert lives.verdict.problems == []
    assert lives.exits["before"] > 1
    assert lives.exits["after"] > 1

"""A short hunt in both set-ups, side by side; the long one is `make faults`."""

from pathlib import Path

import pytest

from faults.run import Order, run

SECONDS = 30.0


@pytest.mark.parametrize("several", [False, True], ids=["one process on SQLite", "several on PostgreSQL and Redis"])
async def test_nothing_that_was_acknowledged_is_lost_doubled_or_unanswered(open_folder: Path, *, several: bool) -> None:
    order = Order(several, SECONDS, seed=1, pace=1.0, every=1.5)

    result = await run(order, open_folder, lambda _: None)

    assert result.verdict.problems == []
    assert result.verdict.figures["answered"] > 0
    assert result.faults.total() > 0

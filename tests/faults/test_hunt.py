"""A short hunt in both set-ups, side by side; the long one is `make faults`."""

import asyncio
from pathlib import Path

from faults.run import Order, run

SECONDS = 30.0


async def test_nothing_that_was_acknowledged_is_lost_doubled_or_unanswered(open_folder: Path) -> None:
    orders = [Order(several, SECONDS, seed=1, pace=1.0, hasten=True) for several in (False, True)]
    folders = [open_folder / "one", open_folder / "several"]
    for folder in folders:
        folder.mkdir(mode=0o755)

    results = await asyncio.gather(*(run(order, folder, print) for order, folder in zip(orders, folders, strict=True)))

    assert [problem for result in results for problem in result.verdict.problems] == []
    assert all(result.verdict.figures["answered"] and result.faults.total() for result in results)

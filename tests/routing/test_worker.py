"""The one loop: it never ends by itself, is woken by the bell, and finishes its step when told to stop."""

import asyncio

import pytest

from crm_store.bell import LocalBell
from routing.worker import Worker

FAR = 3600.0


class Steps:
    """A step that counts, works `left` times, and waits inside where it is told to."""

    def __init__(self, left: int = 0) -> None:
        self.left = left
        self.begun = asyncio.Semaphore(0)
        self.count = self.finished = 0
        self.failures = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def step(self) -> bool:
        self.count += 1
        self.begun.release()
        if self.failures:
            self.failures -= 1
            raise ValueError("this step fails")
        await self.gate.wait()
        self.finished += 1
        self.left -= 1
        return self.left >= 0


async def test_it_works_while_there_is_work_and_then_rests() -> None:
    steps, bell = Steps(left=3), LocalBell()
    worker = Worker(steps.step, bell, listens_to="work", poll=FAR)
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(worker.run())
        for _ in range(4):
            await steps.begun.acquire()
        worker.stop()

    assert steps.count == 4


async def test_the_bell_wakes_it() -> None:
    steps, bell = Steps(), LocalBell()
    worker = Worker(steps.step, bell, listens_to="work", poll=FAR)
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(worker.run())
        await steps.begun.acquire()
        bell.ring("work")
        await steps.begun.acquire()
        worker.stop()

    assert steps.count == 2


async def test_a_ring_during_a_step_is_not_lost() -> None:
    steps, bell = Steps(), LocalBell()
    steps.gate.clear()
    worker = Worker(steps.step, bell, listens_to="work", poll=FAR)
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(worker.run())
        await steps.begun.acquire()
        bell.ring("work")
        steps.gate.set()
        await steps.begun.acquire()
        worker.stop()

    assert steps.count == 2


async def test_a_failing_step_does_not_end_the_loop(caplog: pytest.LogCaptureFixture) -> None:
    steps = Steps()
    steps.failures = 2
    worker = Worker(steps.step, LocalBell(), listens_to="work", poll=0.001)
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(worker.run())
        for _ in range(3):
            await steps.begun.acquire()
        worker.stop()

    assert steps.count >= 3
    assert "this step fails" in caplog.text


async def test_stopping_lets_the_step_at_hand_finish() -> None:
    steps = Steps(left=5)
    steps.gate.clear()
    worker = Worker(steps.step, LocalBell(), listens_to="work", poll=FAR)
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(worker.run())
        await steps.begun.acquire()
        worker.stop()
        steps.gate.set()

    assert (steps.count, steps.finished) == (1, 1)


async def test_lanes_work_side_by_side() -> None:
    steps = Steps()
    steps.gate.clear()
    worker = Worker(steps.step, LocalBell(), listens_to="work", lanes=3, poll=FAR)
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(worker.run())
        for _ in range(3):
            await steps.begun.acquire()
        worker.stop()
        steps.gate.set()

    assert steps.count == 3


async def test_draining_ends_when_nothing_is_left() -> None:
    steps = Steps(left=4)

    await Worker(steps.step, LocalBell(), listens_to="work").drain()

    assert steps.count == 5


async def test_work_that_can_wait_rests_after_each_step_and_can_be_stopped_meanwhile() -> None:
    steps, bell = Steps(left=5), LocalBell()
    worker = Worker(steps.step, bell, listens_to="work", poll=FAR, share=1e-9)
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        tasks.create_task(worker.run())
        await steps.begun.acquire()
        bell.ring("work")
        worker.stop()

    assert steps.count == 1

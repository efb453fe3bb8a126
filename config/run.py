"""`ric run`: opens the store, lights the rooms, and puts everything out in order when told to stop."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from config.checks import faults_of_folders
from config.collecting import spare_what_stays
from config.figures import Figures
from config.first_librarian import greet_first_librarian
from config.health import Health
from config.loops import services_of, workers_of
from config.metrics import Metrics
from config.ops import Ops
from config.readiness import Readiness
from config.rooms import Room
from config.secret import read_secret
from config.settings import Settings
from config.shelf import Shelf
from config.stopping import HAND_SECONDS, in_time, stop_on_signals
from config.store import Store, naming_the_store, open_store, utc_now
from config.upgrade import bring_up_to_date
from config.waiting import Waiting
from config.warnings import warnings_of
from config.web import listen, make_ops, make_web
from config.wiring import House
from crm_store.claims import release_claims
from routing.errors import SettingsFault
from routing.worker import Worker

log = logging.getLogger(__name__)


async def run(settings: Settings, rooms: frozenset[Room], announce: Callable[[str], None]) -> None:
    """Run these rooms until SIGTERM or SIGINT, which are heard from the first moment on. Raises SettingsFault where a
    setting keeps it from starting.
    """
    stopping = asyncio.Event()
    stop_on_signals(stopping)
    told = asyncio.create_task(stopping.wait())
    keeping = asyncio.create_task(keep_house(settings, rooms, announce))
    await asyncio.wait({told, keeping}, return_when=asyncio.FIRST_COMPLETED)
    if not keeping.done():
        log.info("stopping")
        keeping.cancel()
    told.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await keeping


async def keep_house(settings: Settings, rooms: frozenset[Room], announce: Callable[[str], None]) -> None:
    """Open the store and keep the rooms running until cancelled, or until one of them fails."""
    if faults := faults_of_folders(settings):
        raise SettingsFault(faults)
    metrics = Metrics(utc_now)
    async with open_store(settings, measures=metrics) as store:
        readiness = Readiness(store.writer)
        with naming_the_store(settings):
            waiting = Waiting(settings.says_where, announce)
            shelf = await waiting.until(lambda: prepare(settings, store, readiness, announce))
        house = House(settings, store, shelf, read_secret(settings), rooms, metrics)
        async with lit(house, readiness, announce) as failed:
            await failed


async def prepare(settings: Settings, store: Store, readiness: Readiness, announce: Callable[[str], None]) -> Shelf:
    """Migrate the tables, load the knowledge, and give it back. Can be done again where the store was away."""
    await bring_up_to_date(settings, store, announce)
    if settings.database_url is None:  # SQLite has one process: whoever held a claim is gone
        await store.writer.run(lambda connection: release_claims(connection, store.clock))
    readiness.waiting_for.discard("tables")
    shelf = Shelf(store)
    await shelf.load(settings)
    readiness.waiting_for.discard("knowledge")
    return shelf


@asynccontextmanager
async def lit(
    house: House,
    readiness: Readiness,
    announce: Callable[[str], None],
) -> AsyncIterator[asyncio.Future[None]]:
    """Keep the rooms running; the future fails if one of them does."""
    failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    async with AsyncExitStack() as stack:
        _close_afterwards(house, stack)
        if Room.ROUTER in house.rooms:
            stack.push_async_callback(in_time(house.bot.close))
            await house.bot.start()
            stack.push_async_callback(in_time(house.router.close))
        if Room.OUTBOX in house.rooms:
            stack.push_async_callback(in_time(house.outbox.close))
        await stack.enter_async_context(working(workers_of(house)))
        await stack.enter_async_context(background(services_of(house), failed))
        await _open_doors(house, readiness, stack)
        spare_what_stays()
        await _announce(house, announce, failed)
        yield failed


def _close_afterwards(house: House, stack: AsyncExitStack) -> None:
    """Let go of what the channels hold, when all loops have ended."""
    if Room.MAIL in house.rooms:
        stack.push_async_callback(in_time(house.filing.stop))
    if house.telegram is not None:
        stack.push_async_callback(in_time(house.telegram.close))
    stack.callback(house.passwords.close)


async def _open_doors(house: House, readiness: Readiness, stack: AsyncExitStack) -> None:
    health = Health(house, readiness)
    ops = Ops(readiness, Figures(house.metrics, health).write)
    if Room.WEB in house.rooms:
        application = make_web(house, ops, health, warnings_of(house.settings))
        runner = await listen(application, house.settings.http, "RIC_HTTP")
        stack.push_async_callback(in_time(runner.cleanup))
    if house.settings.ops:
        runner = await listen(make_ops(ops), house.settings.ops, "RIC_OPS")
        stack.push_async_callback(in_time(runner.cleanup))


async def _announce(house: House, announce: Callable[[str], None], failed: asyncio.Future[None]) -> None:
    if Room.MAIL in house.rooms:
        await _unless(failed, house.mail.listening_at())
    if Room.WEB in house.rooms:
        announce(f"Readers   {house.settings.url}/")
        announce(f"Desk      {house.settings.url}/desk/")
        await greet_first_librarian(house.settings, house.store, house.passwords, announce)
    if Room.MAIL in house.rooms:
        announce(f"Mail in   {house.settings.smtp} for {', '.join(house.settings.mail_addresses)}")
    for warning in warnings_of(house.settings):
        announce(f"Note      {warning}")
    announce("RIC is ready. Stop it with Ctrl-C.")


async def _unless(failed: asyncio.Future[None], wanted: Coroutine[Any, Any, object]) -> None:
    """Wait for something that a failed room would never bring; raise that room's error instead."""
    coming = asyncio.create_task(wanted)
    waits: set[asyncio.Future[Any]] = {coming, failed}
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    if failed.done():
        coming.cancel()
        failed.result()


@asynccontextmanager
async def working(workers: Iterable[Worker]) -> AsyncIterator[None]:
    """Run workers; on leaving, each finishes the step at hand."""
    workers = list(workers)
    tasks = [asyncio.create_task(worker.run()) for worker in workers]
    try:
        yield
    finally:
        for worker in workers:
            worker.stop()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=HAND_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def background(services: Iterable[Awaitable[None]], failed: asyncio.Future[None]) -> AsyncIterator[None]:
    """Run services until cancelled; the first that fails fails the future."""

    def report(task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None and not failed.done():
            failed.set_exception(error)

    tasks = [asyncio.ensure_future(service) for service in services]
    for task in tasks:
        task.add_done_callback(report)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        failed.cancel()

"""RIC's process as the harness starts it: `ric run` with a bot that starts at once, and, where asked for, with a
planted bug or an exit at a commit. The product itself has no switch for any of it.

Lines on standard input are orders: `exit before 3`, `exit after 3` (at the third commit from now), `readonly on`,
`full on`, `off`.
"""

import argparse
import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvloop

from config.logs import set_up_logs
from config.readiness import Readiness
from config.rooms import Room
from config.run import lit, open_house
from config.settings import Settings, load_settings
from config.stopping import stop_on_signals
from config.store import Store, utc_now
from config.waiting import Waiting
from config.wiring import House
from crm_store.bell import LocalBell, LocalFanout
from crm_store.database import Database, open_database
from crm_store.files import StoredFiles
from crm_store.ids import id_maker
from crm_store.redis_link import RedisLink
from crm_store.working_set import Tools
from crm_store.writer import Writer
from faults.exact_bot import ExactBot
from faults.ordered_database import OrderedDatabase
from faults.planted import PLANTS, Plant
from routing.errors import RicError


@asynccontextmanager
async def open_store(settings: Settings, database: Database) -> AsyncIterator[Store]:
    """Open the store as config/store.py does, on this database."""
    bell, fanout, make_id = LocalBell(), LocalFanout(), id_maker()
    writer = Writer(database, Tools(utc_now, make_id), bell, fanout)
    link = RedisLink(settings.redis_url, bell, fanout) if settings.redis_url else None
    carrying = asyncio.create_task(link.run()) if link else None
    try:
        yield Store(database, writer, bell, fanout, StoredFiles(settings.data / "files"), utc_now, make_id)
    finally:
        if carrying:
            carrying.cancel()
            await asyncio.gather(carrying, return_exceptions=True)
        await writer.close()
        await database.close()


async def keep_house(settings: Settings, rooms: frozenset[Room], plant: Plant, database: OrderedDatabase) -> None:
    """Run the rooms until cancelled."""
    async with open_store(settings, database) as store:
        readiness = Readiness(store.writer)
        waiting = Waiting(settings.says_where, _say)
        house = await waiting.until(lambda: open_house(settings, store, rooms, readiness, _say))
        furnish(house, plant)
        async with lit(house, readiness, _say) as failed:
            await failed


def furnish(house: House, plant: Plant) -> None:
    """Put in the harness's own parts, where the house looks for what it has made before."""
    vars(house)["bot"] = ExactBot(plant.bot_seconds)
    plant.put_into(house)


async def run(settings: Settings, rooms: frozenset[Room], plant: Plant) -> None:
    """Run until SIGTERM, hearing orders meanwhile."""
    database = OrderedDatabase(open_database(settings.database_url, settings.data))
    threading.Thread(target=_hear, args=[database], daemon=True).start()
    stopping = asyncio.Event()
    stop_on_signals(stopping)
    told = asyncio.create_task(stopping.wait())
    keeping = asyncio.create_task(keep_house(settings, rooms, plant, database))
    await asyncio.wait({told, keeping}, return_when=asyncio.FIRST_COMPLETED)
    keeping.cancel()
    told.cancel()
    try:
        await keeping
    except asyncio.CancelledError:
        return


def main() -> None:
    """Read the arguments and run; a fault of the settings or the store ends with 1, as `ric run` does."""
    arguments = argparse.ArgumentParser(prog="python -m faults.ric")
    arguments.add_argument("--only")
    arguments.add_argument("--plant", choices=sorted(PLANTS), default="none")
    given = arguments.parse_args()
    rooms = frozenset(Room(name) for name in given.only.split(",")) if given.only else frozenset(Room)
    set_up_logs()
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run(load_settings(), rooms, PLANTS[given.plant]))
    except RicError as error:
        sys.exit(f"cannot start: {error}")


def _hear(database: OrderedDatabase) -> None:
    for line in sys.stdin:
        database.order(line.split())
        _say(f"ordered {line.strip()}")
    os._exit(1)  # the harness is gone


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()

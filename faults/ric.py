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

import uvloop

from config.logs import set_up_logs
from config.metrics import Metrics
from config.readiness import Readiness
from config.rooms import Room
from config.run import lit, prepare
from config.secret import read_secret
from config.settings import Settings, load_settings
from config.stopping import stop_on_signals
from config.store import open_store_on, utc_now
from config.waiting import Waiting
from config.wiring import House
from crm_store.database import open_database
from faults.exact_bot import ExactBot
from faults.ordered_database import OrderedDatabase
from faults.planted import PLANTS, Plant
from routing.errors import RicError


async def keep_house(settings: Settings, rooms: frozenset[Room], plant: Plant, database: OrderedDatabase) -> None:
    """Run the rooms until cancelled."""
    metrics = Metrics(utc_now)
    async with open_store_on(database, settings, measures=metrics) as store:
        readiness = Readiness(store.writer)
        waiting = Waiting(settings.says_where, _say)
        shelf = await waiting.until(lambda: prepare(settings, store, readiness, _say))
        house = House(settings, store, shelf, read_secret(settings), rooms, metrics)
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

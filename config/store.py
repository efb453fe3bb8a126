"""Opening the store: database, writer, bells, and every part of crm_store that stands behind a port."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from config.settings import Settings
from crm_store.bell import LocalBell, LocalFanout
from crm_store.chores import StoreChores
from crm_store.conversation_desk import StoreConversations
from crm_store.cursors import StoreCursor
from crm_store.database import Database, open_database
from crm_store.files import StoredFiles
from crm_store.ids import IdMaker, id_maker
from crm_store.inbox import StoreInbox
from crm_store.indexer import Indexer
from crm_store.mail_room import StoreMailRoom
from crm_store.out_tray import StoreOutTray
from crm_store.reader_threads import StoreReaderThreads
from crm_store.working_set import Tools
from crm_store.writer import Writer
from routing.errors import Fault, SettingsFault, Unavailable
from routing.measures import UNCOUNTED, Measures
from routing.ports import Clock

if TYPE_CHECKING:
    from crm_store.redis_link import RedisLink


@dataclass(frozen=True, slots=True)
class Store:
    """Everything that crm_store offers, over one database."""

    database: Database
    writer: Writer
    bell: LocalBell
    fanout: LocalFanout
    files: StoredFiles
    clock: Clock
    make_id: IdMaker
    redis: "RedisLink | None"

    @property
    def inbox(self) -> StoreInbox:
        return StoreInbox(self.database, self.writer, self.clock)

    @property
    def out_tray(self) -> StoreOutTray:
        return StoreOutTray(self.database, self.writer, self.clock)

    @property
    def conversations(self) -> StoreConversations:
        return StoreConversations(self.writer)

    @property
    def mail_room(self) -> StoreMailRoom:
        return StoreMailRoom(self.database, self.writer, self.clock)

    @property
    def threads(self) -> StoreReaderThreads:
        return StoreReaderThreads(self.database, self.writer)

    @property
    def cursor(self) -> StoreCursor:
        return StoreCursor(self.database, self.writer, self.clock)

    @property
    def indexer(self) -> Indexer:
        return Indexer(self.database, self.writer, self.make_id)

    @property
    def chores(self) -> StoreChores:
        return StoreChores(self.database, self.writer)


def utc_now() -> datetime:
    """Return the time, aware, in UTC."""
    return datetime.now(UTC)


@contextmanager
def naming_the_store(settings: Settings) -> Iterator[None]:
    """Tell an operator which setting leads to a store that is away: the database's own words do not."""
    try:
        yield
    except Unavailable as error:
        raise SettingsFault([Fault(settings.says_where, str(error))]) from error


@asynccontextmanager
async def open_store(
    settings: Settings,
    clock: Clock = utc_now,
    measures: Measures = UNCOUNTED,
) -> AsyncIterator[Store]:
    """Open the store; on leaving, what is pending is committed and everything is closed. Raises SettingsFault where
    there can be no such folder.
    """
    async with open_store_on(_open_database(settings), settings, clock, measures) as store:
        yield store


@asynccontextmanager
async def open_store_on(
    database: Database,
    settings: Settings,
    clock: Clock = utc_now,
    measures: Measures = UNCOUNTED,
) -> AsyncIterator[Store]:
    """Open the store on a database that is open already, and close both."""
    bell, fanout, make_id = LocalBell(), LocalFanout(), id_maker()
    writer = Writer(database, Tools(clock, make_id), bell, fanout, measures=measures)
    link = _link(settings.redis_url, bell, fanout) if settings.redis_url else None
    carrying = asyncio.create_task(link.run()) if link else None
    try:
        yield Store(database, writer, bell, fanout, StoredFiles(settings.data / "files"), clock, make_id, link)
    finally:
        if carrying:
            carrying.cancel()
            await asyncio.gather(carrying, return_exceptions=True)
        await writer.close()
        await database.close()


def _link(url: str, bell: LocalBell, fanout: LocalFanout) -> "RedisLink":
    from crm_store.redis_link import RedisLink  # noqa: PLC0415 (redis takes 6 MB, for who uses it)

    return RedisLink(url, bell, fanout)


def _open_database(settings: Settings) -> Database:
    try:
        return open_database(settings.database_url, settings.data)
    except OSError as error:
        raise SettingsFault([Fault("RIC_DATA", f"{settings.data} cannot be made: {error.strerror}")]) from error

"""routing.store_ports.Cursor over its table: a number that one poller leases, and moves after commit."""

from sqlalchemy import Connection, or_, select, update

from crm_store.bulk import insert_or_ignore
from crm_store.clock import due_in
from crm_store.database import Database
from crm_store.tables import cursor
from crm_store.writer import Writer
from routing.ports import Clock


class StoreCursor:
    """Satisfies routing.store_ports.Cursor."""

    def __init__(self, database: Database, writer: Writer, clock: Clock) -> None:
        self._database = database
        self._writer = writer
        self._clock = clock

    async def lease(self, name: str, holder: str, seconds: float) -> bool:
        """Take or keep the lease; False while somebody else has it."""

        def take(connection: Connection) -> bool:
            connection.execute(insert_or_ignore(connection.dialect.name, cursor, ["name"]).values(name=name, value=0))
            now = due_in(connection, self._clock)
            free = or_(cursor.c.holder.is_(None), cursor.c.holder == holder, cursor.c.until < now)
            until = due_in(connection, self._clock, seconds)
            taken = update(cursor).where(cursor.c.name == name, free).values(holder=holder, until=until)
            return connection.execute(taken).rowcount == 1

        return await self._writer.run(take)

    async def read(self, name: str) -> int:
        query = select(cursor.c.value).where(cursor.c.name == name)
        found = await self._database.read(lambda connection: connection.execute(query).scalar_one_or_none())
        return found or 0

    async def move(self, name: str, value: int) -> None:
        statement = update(cursor).where(cursor.c.name == name).values(value=value)
        await self._writer.run(lambda connection: connection.execute(statement).rowcount)

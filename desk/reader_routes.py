"""Readers: the whole record, its name, and merging two of them."""

from collections.abc import Callable

from aiohttp import web

from crm_store import readers
from crm_store.reader_views import read_record
from crm_store.working_set import WorkingSet
from desk import bodies, house_shapes
from desk.calls import Call, Route, answer
from desk.parts import DeskParts


class ReaderRoutes:
    """The routes of readers. Each answers with the record as it is afterwards."""

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    def routes(self) -> list[Route]:
        """Return the endpoints."""
        record, one = house_shapes.Reader, "readers/{id}"
        return [
            Route("GET", one, self.read, "The whole record", record),
            Route("POST", one, self.rename, "Name a reader", record, body=bodies.Rename),
            Route("POST", f"{one}/merge", self.merge, "Let it count as another", record, body=bodies.Merge),
            Route("POST", f"{one}/unmerge", self.unmerge, "Undo a merge", record),
        ]

    async def read(self, call: Call) -> web.Response:
        """Return the record; a merged reader's is the one of whom it counts as."""
        return await self._record(call)

    async def rename(self, call: Call) -> web.Response:
        """Give the reader a name, or take it away."""
        given = await call.body(bodies.Rename)
        name = " ".join((given.name or "").split()) or None
        return await self._change(call, lambda work, key: readers.rename(work, key, name=name, by=call.librarian.id))

    async def merge(self, call: Call) -> web.Response:
        """Let this reader count as another one."""
        into = int((await call.body(bodies.Merge)).into)
        return await self._change(call, lambda work, key: readers.merge(work, key, into=into, by=call.librarian.id))

    async def unmerge(self, call: Call) -> web.Response:
        """Let this reader stand alone again."""
        return await self._change(call, lambda work, key: readers.unmerge(work, key, by=call.librarian.id))

    async def _change(self, call: Call, change: Callable[[WorkingSet, int], None]) -> web.Response:
        key = call.key()
        await self._parts.writer.change(lambda work: change(work, key))
        return await self._record(call)

    async def _record(self, call: Call) -> web.Response:
        key = call.key()
        view = await self._parts.database.read(lambda connection: read_record(connection, key))
        return answer(house_shapes.Reader.model_validate(view))

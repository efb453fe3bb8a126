"""What the desk needs to know of the house: queues, colleagues, and what an operator should mend."""

from aiohttp import web

from crm_store.librarians import list_librarians
from crm_store.queue_views import list_queues
from desk import house_shapes
from desk.calls import Call, Route, answer
from desk.parts import DeskParts
from routing.continuation import is_on_duty


class DirectoryRoutes:
    """The routes of queues, librarians and status."""

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    def routes(self) -> list[Route]:
        """Return the endpoints."""
        return [
            Route("GET", "queues", self.queues, "All queues", house_shapes.Queues),
            Route("GET", "librarians", self.librarians, "All librarians who may sign in", house_shapes.Colleagues),
            Route("GET", "status", self.status, "What an operator should mend", house_shapes.Status),
        ]

    async def queues(self, call: Call) -> web.Response:  # noqa: ARG002 (every route is handed its call)
        """Return every queue, and how many wait in it."""
        return answer(house_shapes.Queues.model_validate({"items": await self._parts.database.read(list_queues)}))

    async def librarians(self, call: Call) -> web.Response:  # noqa: ARG002 (every route is handed its call)
        """Return every librarian, and whether their desk is open."""
        rows, now = await self._parts.database.read(list_librarians), self._parts.clock()
        items = [{**row, "online": is_on_duty(row["seen"], now)} for row in rows]
        return answer(house_shapes.Colleagues.model_validate({"items": items}))

    async def status(self, call: Call) -> web.Response:  # noqa: ARG002 (every route is handed its call)
        """Return what stands in the way of readers now."""
        return answer(house_shapes.Status(relay=self._parts.relay, faults=self._parts.status()))

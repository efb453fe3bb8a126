"""The library's own words at the desk: what an entry says, for a librarian to put into a reply."""

from aiohttp import web

from desk import house_shapes
from desk.bodies import EntryQuery
from desk.calls import Call, Route, answer
from desk.parts import DeskParts
from routing.errors import NotFound


class EntryRoutes:
    """The route of entries."""

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    def routes(self) -> list[Route]:
        """Return the endpoint."""
        what = "What an entry says today, as Markdown"
        return [Route("GET", "entries/{id}", self.entry, what, house_shapes.Entry, query=EntryQuery)]

    async def entry(self, call: Call) -> web.Response:
        """Return an entry's answer in the language that is asked for. NotFound: there is none, or it has none today."""
        query = call.query(EntryQuery)
        found = self._parts.entries.text(call.request.match_info["id"], query.language)
        if found is None:
            raise NotFound("there is no such entry")
        return answer(house_shapes.Entry.model_validate(found))

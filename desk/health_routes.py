"""How the whole library stands, for supervisors and administrators."""

from aiohttp import web

from desk import health_shapes
from desk.calls import Call, Route, answer
from desk.parts import DeskParts
from routing.librarians import Role


class HealthRoutes:
    """The route of the health page."""

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    def routes(self) -> list[Route]:
        """Return the endpoint."""
        shape, role = health_shapes.Health, Role.SUPERVISOR
        return [Route("GET", "health", self.health, "How the library stands; from supervisors on", shape, role=role)]

    async def health(self, call: Call) -> web.Response:  # noqa: ARG002 (every route is handed its call)
        """Return how things stood within the last seconds."""
        return answer(health_shapes.Health.model_validate(await self._parts.health()))

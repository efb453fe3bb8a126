"""The built pages of web/ (demo page, loader, widget, console) with the headers that keep them safe."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

DIST = Path(__file__).parent.parent / "web" / "dist"
_YEAR = "public, max-age=31536000, immutable"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'self'; "
    "require-trusted-types-for 'script'; trusted-types ric; frame-ancestors {ancestors}"
)


class Pages:
    """Serves web/dist. `widget_sites` are the origins that may frame the chat page."""

    def __init__(self, widget_sites: tuple[str, ...], dist: Path = DIST) -> None:
        self._dist = dist
        self._chat = _POLICY.format(ancestors=" ".join(widget_sites) or "'none'")
        self._own = _POLICY.format(ancestors="'self'")
        self._nobody = _POLICY.format(ancestors="'none'")

    def routes(self) -> list[web.RouteDef]:
        """Return all routes; where web/ was never built the pages say so."""
        assets = [
            web.get(f"/{folder}/assets/{{name:[A-Za-z0-9._-]+}}", self._asset(self._dist / folder / "assets"))
            for folder in ("chat", "desk")
        ]
        return [
            web.get("/", self._page("index.html", self._own)),
            web.get("/widget.js", self._loader),
            web.get("/assets/{name:[A-Za-z0-9._-]+}", self._asset(self._dist / "assets")),
            web.get("/chat", self._redirect("chat/")),
            web.get("/chat/", self._page("chat/index.html", self._chat)),
            web.get("/desk", self._redirect("desk/")),
            web.get("/desk/", self._page("desk/index.html", self._nobody)),
            *assets,
        ]

    def _page(self, name: str, policy: str) -> Handler:
        async def serve(_request: web.Request) -> web.StreamResponse:
            headers = {"Content-Security-Policy": policy, "Cache-Control": "no-cache", **SAFE}
            return self._file(self._dist / name, headers)

        return serve

    def _asset(self, folder: Path) -> Handler:
        async def serve(request: web.Request) -> web.StreamResponse:
            return self._file(folder / request.match_info["name"], {"Cache-Control": _YEAR, **SAFE})

        return serve

    async def _loader(self, _request: web.Request) -> web.StreamResponse:
        """The loader runs on other sites' pages, so it may be fetched from there."""
        headers = {"Cache-Control": "public, max-age=300", "Cross-Origin-Resource-Policy": "cross-origin", **SAFE}
        return self._file(self._dist / "widget.js", headers)

    def _redirect(self, to: str) -> Handler:
        async def serve(_request: web.Request) -> web.StreamResponse:
            raise web.HTTPMovedPermanently(to)

        return serve

    def _file(self, path: Path, headers: dict[str, str]) -> web.StreamResponse:
        if path.is_file():
            return web.FileResponse(path, headers=headers)
        if not (self._dist / "index.html").is_file():
            return web.Response(status=503, text="The pages are not built yet: run `make web`.\n", headers=headers)
        raise web.HTTPNotFound


SAFE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin-when-cross-origin"}

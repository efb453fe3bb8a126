"""Files that readers sent. A browser only ever downloads them: nothing of them is shown or run in the desk's page."""

from urllib.parse import quote

from aiohttp import web

from crm_store.conversation_views import read_attachment, read_raw_mail
from desk.calls import Call, Route
from desk.parts import DeskParts
from routing.librarians import Role


class FileRoutes:
    """The routes of attachments and raw mails."""

    def __init__(self, parts: DeskParts) -> None:
        self._parts = parts

    def routes(self) -> list[Route]:
        """Return the endpoints; a raw mail, with all that was cut off from it, is for supervisors."""
        return [
            Route("GET", "attachments/{id}", self.attachment, "Download an attachment"),
            Route("GET", "messages/{id}/raw", self.raw_mail, "Download a mail as it came", role=Role.SUPERVISOR),
        ]

    async def attachment(self, call: Call) -> web.Response:
        """Return the bytes of an attachment."""
        key = call.request.match_info["id"]
        found = await self._parts.database.read(lambda connection: read_attachment(connection, key))
        return _download(await self._parts.files.read(found), found.name)

    async def raw_mail(self, call: Call) -> web.Response:
        """Return a mail as SMTP handed it over."""
        key = call.key()
        return _download(
            await self._parts.database.read(lambda connection: read_raw_mail(connection, key)), f"{key}.eml"
        )


def _download(data: bytes, name: str) -> web.Response:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return web.Response(body=data, content_type="application/octet-stream", headers=headers)

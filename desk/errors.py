"""Where errors become answers, and nowhere else: {"error": code, "detail": text, "fields": {}} with a status."""

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.typedefs import Middleware

from crm_store.database import Database
from crm_store.librarians import find_by_id
from desk.shapes import Failure, Named
from routing.errors import AlreadyClaimed, Invalid, NotFound, Refused, Unavailable, WrongState

log = logging.getLogger(__name__)

RETRY_SECONDS = "5"

_CODES = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    429: "too_many",
}
_DETAILS = {404: "there is no such thing", 405: "this cannot be done here", 413: "the body is too large"}
_KEPT_HEADERS = ("Allow", "Retry-After")


def error_middleware(database: Database) -> Middleware:
    """Return the middleware; the database tells the name of whoever claimed a conversation first."""

    @web.middleware
    async def answer_errors(
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as error:
            return _http(error)
        except AlreadyClaimed as error:
            return await _already_claimed(database, error)
        except Refused as error:
            return _refused(error)
        except Unavailable as error:
            log.warning("desk_unavailable", extra={"path": _route(request), "reason": str(error)})
            failure = _failure(503, "unavailable", "this cannot be stored or read now: try again soon")
            failure.headers["Retry-After"] = RETRY_SECONDS
            return failure
        except Exception:
            log.exception("desk_failed", extra={"method": request.method, "path": _route(request)})
            return _failure(500, "internal", "something went wrong here; it has been logged")

    return answer_errors


def _http(error: web.HTTPException) -> web.Response:
    named = error.text and not error.text.startswith(f"{error.status}:")
    detail = str(error.text) if named else _DETAILS.get(error.status, error.reason)
    response = _failure(error.status, _CODES.get(error.status, "refused"), detail)
    response.headers.update({name: error.headers[name] for name in _KEPT_HEADERS if name in error.headers})
    return response


def _refused(error: Refused) -> web.Response:
    if isinstance(error, NotFound):
        return _failure(404, "not_found", str(error))
    if isinstance(error, WrongState):
        return _failure(409, "wrong_state", str(error))
    fields = error.fields if isinstance(error, Invalid) else {}
    return _failure(422, "invalid", str(error), fields=fields)


async def _already_claimed(database: Database, error: AlreadyClaimed) -> web.Response:
    found = await database.read(lambda connection: find_by_id(connection, error.assignee_id))
    assignee = Named(id=str(error.assignee_id), name=found.librarian.name if found else "")
    return _failure(409, "already_claimed", str(error), assignee=assignee)


def _failure(
    status: int,
    code: str,
    detail: str,
    *,
    fields: dict[str, str] | None = None,
    assignee: Named | None = None,
) -> web.Response:
    failure = Failure(error=code, detail=detail, fields=fields or {}, assignee=assignee)
    body = failure.model_dump_json(exclude_none=True)
    return web.Response(text=body, content_type="application/json", status=status)


def _route(request: web.Request) -> str:
    """Return the path's pattern: the path itself may hold what somebody typed."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "unknown"

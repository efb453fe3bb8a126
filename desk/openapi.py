"""The API's own description (OpenAPI 3.1), made from the routes and models that serve it, so that it cannot lag."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from desk.calls import Route
from desk.shapes import Failure

_REF = "#/components/schemas/{model}"
_FAILURES = {
    "401": "No session",
    "403": "Not for this role, or no X-CSRF-Token",
    "404": "Not there, or not yours to see",
    "409": "The conversation's state does not allow it",
    "422": "The body is no JSON, or some fields are wrong",
    "429": "Too many tries",
    "503": "The store is out of reach",
}


def describe(routes: Sequence[Route], *, title: str, version: str) -> dict[str, Any]:
    """Return the document; paths are relative to the server's address."""
    answers = {route.answer for route in routes if route.answer} | {Failure}
    bodies = {route.body for route in routes if route.body}
    names, schemas = models_json_schema(
        [
            *((model, "serialization") for model in sorted(answers, key=_name)),
            *((model, "validation") for model in sorted(bodies, key=_name)),
        ],
        ref_template=_REF,
    )
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(f"/{route.path}", {})[route.method.lower()] = _operation(route, names)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {"schemas": schemas["$defs"], "securitySchemes": _security_schemes()},
    }


def _name(model: type[BaseModel]) -> str:
    return model.__name__


def _operation(route: Route, names: dict[Any, Any]) -> dict[str, Any]:
    words = [part for part in re.split(r"[^a-z]+", route.path) if part and part != "id"]
    operation: dict[str, Any] = {
        "operationId": "_".join([route.method.lower(), *words, *(["one"] if route.path.endswith("}") else [])]),
        "summary": route.summary,
        "responses": _responses(route, names),
        "parameters": [*_path_parameters(route), *_query_parameters(route)],
        "security": [] if route.role is None else [{"session": []}],
    }
    if route.method != "GET" and route.role is not None:
        operation["security"] = [{"session": [], "csrf": []}]
    if route.body:
        operation["requestBody"] = {
            "required": any(field.is_required() for field in route.body.model_fields.values()),
            "content": {"application/json": {"schema": names[route.body, "validation"]}},
        }
    return operation


def _responses(route: Route, names: dict[Any, Any]) -> dict[str, Any]:
    success: dict[str, Any] = {"description": route.summary}
    if route.answer:
        success["content"] = {"application/json": {"schema": names[route.answer, "serialization"]}}
    failure = {"application/json": {"schema": names[Failure, "serialization"]}}
    failures = {status: {"description": what, "content": failure} for status, what in _FAILURES.items()}
    repeatable = route.body is not None and "client_id" in route.body.model_fields
    repeated = {"200": {**success, "description": "The same client_id again"}} if repeatable else {}
    return {str(route.status): success, **repeated, **failures}


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", route.path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _query_parameters(route: Route) -> list[dict[str, Any]]:
    if route.query is None:
        return []
    schema = route.query.model_json_schema()
    known = schema.get("$defs", {})
    return [
        {"name": name, "in": "query", "required": False, "schema": _resolved(given, known)}
        for name, given in schema["properties"].items()
    ]


def _resolved(given: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    reference = given.get("$ref")
    return (
        {**known[reference.rsplit("/", 1)[-1]], **{k: v for k, v in given.items() if k != "$ref"}}
        if reference
        else given
    )


def _security_schemes() -> dict[str, Any]:
    return {
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "ric",
            "description": "__Host-ric where RIC is reached by https",
        },
        "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
    }

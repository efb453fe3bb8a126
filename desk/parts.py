"""What the desk is made of: filled by config/wiring.py, handed to every group of routes."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from crm_store.database import Database
from crm_store.ids import IdMaker
from crm_store.writer import Writer
from desk.passwords import Passwords
from routing.desk_actions import DeskActions
from routing.measures import UNCOUNTED, Measures
from routing.ports import Clock, EntryTexts, Fanout, Files


@dataclass(frozen=True, slots=True)
class DeskParts:
    """The neighbours of the desk.

    `changes` tells which conversations changed; `entries` what the library says; `relay` whether mail can go out;
    `status` lists what an operator should mend, `health` tells how the whole library stands (desk/health_shapes.py).
    `client_address` says who is at the other end, past the trusted proxies. `allowed_origins` are the pages that may
    sign in and open sockets, and `secure_cookie` tells that they are reached by https. `topics` are the names that a
    conversation's topic may have.
    """

    database: Database
    writer: Writer
    actions: DeskActions
    changes: Fanout
    files: Files
    entries: EntryTexts
    passwords: Passwords
    clock: Clock
    make_id: IdMaker
    allowed_origins: frozenset[str]
    secure_cookie: bool
    client_address: Callable[[web.Request], str]
    relay: bool
    status: Callable[[], list[str]]
    topics: frozenset[str]
    health: Callable[[], Awaitable[Mapping[str, Any]]]
    measures: Measures = UNCOUNTED

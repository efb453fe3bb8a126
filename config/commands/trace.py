"""`ric trace CASE`: one conversation's way through the rooms, with times; not a word of what was said."""

import re
from datetime import UTC, datetime, tzinfo
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import Connection

from config.commands.with_store import with_store
from crm_store.ids import CASE_LETTERS
from crm_store.knowledge import read_knowledge
from crm_store.traces import Event, Trace, read_trace

_CASE = re.compile(f"R-[{CASE_LETTERS}]{{4}}-[{CASE_LETTERS}]{{4}}")


def trace(case: Annotated[str, typer.Argument(help="The case number, such as R-7KQ2-M4XD.")]) -> None:
    """Show one conversation's way through the rooms, with times in UTC and in the library's zone."""
    wanted = case.strip().upper()
    if not _CASE.fullmatch(wanted):
        raise typer.BadParameter(f"{case!r} is no case number: they look like R-7KQ2-M4XD, without 0 O 1 I L")
    found, zone = with_store(lambda store: store.database.read(lambda there: (read_trace(there, wanted), _zone(there))))
    _print(found, zone)


def _zone(connection: Connection) -> tzinfo:
    """Return the library's zone; UTC where no knowledge was stored yet."""
    stored = read_knowledge(connection)
    return ZoneInfo(stored.facts["library"]["time_zone"]) if stored else UTC


def _print(found: Trace, zone: tzinfo) -> None:
    typer.echo(f"{found.case}  conversation {found.conversation_id}  {found.channel}")
    reason = f" ({found.reason})" if found.reason else ""
    typer.echo(f"owner {found.owner}{reason}  queue {found.queue}  topic {found.topic or '-'}")
    typer.echo(f"\n{'UTC':<24}  {zone!s:<19}  {'seq':>5}  what")
    for event in found.events:
        typer.echo(_line(event, zone))


def _line(event: Event, zone: tzinfo) -> str:
    seq = "" if event.seq is None else str(event.seq)
    return f"{_utc(event.at)}  {event.at.astimezone(zone):%Y-%m-%d %H:%M:%S}  {seq:>5}  {event.what}"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""All commands under one roof. A fault of the settings is listed line by line on stderr and ends with 1."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Annotated, Any

import typer
import uvloop

from config.commands.ask import ask
from config.commands.backup import backup, restore
from config.commands.check import check
from config.commands.knowledge import knowledge
from config.commands.librarian import librarian
from config.commands.reader import reader
from config.commands.trace import trace
from config.commands.with_store import with_store
from config.logs import set_up_logs
from config.rooms import Room
from config.run import run as run_rooms
from config.settings import load_settings
from config.store import Store
from routing.errors import RicError, SettingsFault

application = typer.Typer(
    help="RIC, the Reader Interaction Center.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
application.command()(ask)
application.command()(backup)
application.command()(check)
application.command()(restore)
application.command()(trace)
application.add_typer(knowledge, name="knowledge")
application.add_typer(librarian, name="librarian")
application.add_typer(reader, name="reader")


@application.command()
def run(
    only: Annotated[
        str | None,
        typer.Option(help="Rooms of this process: web,mail,telegram,router,outbox. All, where not given."),
    ] = None,
) -> None:
    """Run RIC: all rooms, or some of them."""
    rooms = _rooms(only)
    set_up_logs()
    _carry_out(run_rooms(load_settings_or_exit(), rooms, _say))


@application.command()
def migrate() -> None:
    """Bring the tables to the newest form."""
    with_store(_nothing_more)
    typer.echo("The tables are up to date.")


async def _nothing_more(_store: Store) -> None:
    """Opening the store for a command migrates it already."""


def load_settings_or_exit() -> Any:
    """Return the settings, or list every fault and end with 1."""
    try:
        return load_settings()
    except SettingsFault as error:
        _list(error)
        raise typer.Exit(1) from None


def _carry_out(work: Coroutine[Any, Any, None]) -> None:
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(work)
    except SettingsFault as error:
        _list(error)
        raise typer.Exit(1) from None
    except RicError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def _rooms(only: str | None) -> frozenset[Room]:
    if only is None:
        return frozenset(Room)
    known = ", ".join(Room)
    try:
        rooms = frozenset(Room(name.strip()) for name in only.split(",") if name.strip())
    except ValueError as error:
        raise typer.BadParameter(f"{error}: the rooms are {known}") from None
    if not rooms:
        raise typer.BadParameter(f"name at least one room: the rooms are {known}")
    return rooms


def _list(error: SettingsFault) -> None:
    for fault in error.faults:
        typer.echo(str(fault), err=True)


def _say(line: str) -> None:
    typer.echo(line)
    sys.stdout.flush()

"""`ric check`: every fault of settings, files and store at once, and what is worth knowing."""

import asyncio

import typer

from config.checks import faults_of_folders, faults_of_knowledge
from config.settings import Settings, load_settings
from config.store import open_store
from config.warnings import PLAIN_HTTP, warnings_of
from crm_store.migrate import is_migrated, refuse_newer
from routing.errors import Fault, RicError, SettingsFault

OLDER = (
    "数据表将在下次启动时升级（先自动备份）。 "
    "The tables are of an older form: the next start, or `ric migrate`, backs them up and brings them to the newest."
)


def check() -> None:
    """Check settings, knowledge and store; list every fault with its place. Warnings alone end with 0."""
    try:
        settings = load_settings()
    except SettingsFault as error:
        _end(error.faults)
        return
    store_faults, store_warnings = asyncio.run(_ask_store(settings))
    faults = [*faults_of_knowledge(settings), *faults_of_folders(settings), *store_faults]
    for warning in [*warnings_of(settings), *store_warnings]:
        if warning == PLAIN_HTTP:
            faults.append(Fault("RIC_PUBLIC_URL", warning))
        else:
            typer.echo(f"warning: {warning}")
    _end(faults)


def _end(faults: list[Fault]) -> None:
    for fault in faults:
        typer.echo(str(fault), err=True)
    if faults:
        raise typer.Exit(1)
    typer.echo("No fault was found.")


async def _ask_store(settings: Settings) -> tuple[list[Fault], list[str]]:
    """Return what is wrong with the database, and what is worth knowing. A new SQLite file is neither."""
    if not settings.database_url and not (settings.data / "ric.sqlite").exists():
        return [], []
    try:
        async with open_store(settings) as store:
            await store.database.read(refuse_newer)
            return [], [] if await store.database.read(is_migrated) else [OLDER]
    except SettingsFault as error:
        return error.faults, []
    except RicError as error:
        return [Fault(settings.says_where, str(error))], []

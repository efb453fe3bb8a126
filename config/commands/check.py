"""`ric check`: every fault of settings, files and store at once, and what is worth knowing."""

import asyncio
import os

import typer

from bot.knowledge.loading import load_knowledge
from config.settings import Settings, load_settings
from config.store import open_store
from config.warnings import PLAIN_HTTP, warnings_of
from crm_store.migrate import is_migrated
from routing.errors import Fault, RicError, SettingsFault


def check() -> None:
    """Check settings, knowledge and store; list every fault with its place. Warnings alone end with 0."""
    try:
        settings = load_settings()
    except SettingsFault as error:
        _end(error.faults)
        return
    faults = [*_knowledge_faults(settings), *_folder_faults(settings), *asyncio.run(_store_faults(settings))]
    for warning in warnings_of(settings):
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


def _knowledge_faults(settings: Settings) -> list[Fault]:
    try:
        load_knowledge(settings.config)
    except SettingsFault as error:
        return error.faults
    return []


def _folder_faults(settings: Settings) -> list[Fault]:
    """Look whether the data folder, or the folder in which it will be made, can be written to."""
    data = settings.data.absolute()
    nearest = next(folder for folder in (data, *data.parents) if folder.exists())
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        return [Fault("RIC_DATA", f"{nearest} is no folder that can be written to")]
    return []


async def _store_faults(settings: Settings) -> list[Fault]:
    """Ask the database whether it is there. A new SQLite file is no fault: `ric run` makes the tables."""
    if not settings.database_url and not (settings.data / "ric.sqlite").exists():
        return []
    try:
        async with open_store(settings) as store:
            if not await store.database.read(is_migrated):
                return [Fault(settings.says_where, "the tables are not up to date: run `ric migrate`")]
    except RicError as error:
        return [Fault(settings.says_where, str(error))]
    return []

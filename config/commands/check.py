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
    if settings.data.exists() and not os.access(settings.data, os.W_OK | os.X_OK):
        return [Fault("RIC_DATA", f"{settings.data} cannot be written to")]
    return []


async def _store_faults(settings: Settings) -> list[Fault]:
    """Ask the database whether it is there. A new SQLite file is no fault: `ric run` makes the tables."""
    where = "RIC_DATABASE_URL" if settings.database_url else "RIC_DATA"
    if not settings.database_url and not (settings.data / "ric.sqlite").exists():
        return []
    try:
        async with open_store(settings) as store:
            if not await store.database.read(is_migrated):
                return [Fault(where, "the tables are not up to date: run `ric migrate`")]
    except RicError as error:
        return [Fault(where, str(error))]
    return []

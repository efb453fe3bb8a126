"""What commands share that work on the store and then end."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer

from config.settings import load_settings
from config.store import Store, naming_the_store, open_store
from crm_store.migrate import migrate
from routing.errors import RicError, SettingsFault

T = TypeVar("T")


def with_store(work: Callable[[Store], Awaitable[T]]) -> T:
    """Open the store, work on it and close it again. A fault or a refusal is told on stderr and ends with 1."""

    async def carry_out() -> T:
        settings = load_settings()
        with naming_the_store(settings):
            async with open_store(settings) as store:
                await store.writer.run(migrate)
                return await work(store)

    try:
        return asyncio.run(carry_out())
    except SettingsFault as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
    except RicError as error:
        typer.echo(str(error), err=True)
    raise typer.Exit(1)

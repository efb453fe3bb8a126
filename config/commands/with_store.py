"""What commands share that work on the store and then end."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer

from config.settings import Settings, load_settings
from config.store import Store, naming_the_store, open_store
from config.upgrade import bring_up_to_date
from routing.errors import RicError, SettingsFault

T = TypeVar("T")


def with_store(work: Callable[[Store], Awaitable[T]]) -> T:
    """Open the store, bring its tables to the newest form, work on it and close it again."""

    async def work_on(settings: Settings, store: Store) -> T:
        await bring_up_to_date(settings, store, tell)
        return await work(store)

    return with_store_as_it_is(work_on)


def with_store_as_it_is(work: Callable[[Settings, Store], Awaitable[T]]) -> T:
    """Work on the store in the form that it has. A fault or a refusal is told on stderr and ends with 1."""

    async def carry_out() -> T:
        settings = load_settings()
        with naming_the_store(settings):
            async with open_store(settings) as store:
                return await work(settings, store)

    try:
        return asyncio.run(carry_out())
    except SettingsFault as error:
        for fault in error.faults:
            tell(str(fault))
    except RicError as error:
        tell(str(error))
    raise typer.Exit(1)


def tell(line: str) -> None:
    """Tell the operator something beside a command's result."""
    typer.echo(line, err=True)

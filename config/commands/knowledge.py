"""`ric knowledge import|check`: RIC_CONFIG's files against what is stored."""

from typing import Any

import typer

from bot.knowledge.loading import load_knowledge
from config.commands.with_store import with_store
from config.settings import load_settings
from config.shelf import import_files
from config.store import Store
from crm_store.knowledge import read_knowledge
from routing.errors import SettingsFault

knowledge = typer.Typer(help="The library's entries and facts.", no_args_is_help=True)


@knowledge.command("check")
def check_files() -> None:
    """Read RIC_CONFIG's files and list every fault with file and line."""
    try:
        loaded = load_knowledge(load_settings().config)
    except SettingsFault as error:
        for fault in error.faults:
            typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{len(loaded.entries)} entries, no fault.")


@knowledge.command("import")
def import_knowledge() -> None:
    """Store RIC_CONFIG's files in place of what is stored; running processes take it up within seconds."""
    before, after = with_store(_import)
    for line in differences(before, after):
        typer.echo(line)
    typer.echo(f"{len(after)} entries and facts are stored.")


async def _import(store: Store) -> tuple[dict[str, Any], dict[str, Any]]:
    stored = await store.database.read(read_knowledge)
    imported = await import_files(store, load_settings())
    entries, facts = imported.to_documents()
    return {**stored.entries, **stored.facts} if stored else {}, {**entries, **facts}


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return one line for everything that is new (+), gone (-) or different (~)."""
    new = [f"+ {name}" for name in after if name not in before]
    gone = [f"- {name}" for name in before if name not in after]
    changed = [f"~ {name}" for name in after if name in before and before[name] != after[name]]
    return sorted([*new, *gone, *changed], key=lambda line: line[2:])

"""Bringing the tables to the newest form: what they hold is backed up first, so that one step leads back."""

from collections.abc import Callable

from sqlalchemy import Connection

from config.settings import Settings
from config.store import Store
from crm_store.backups.taking import drafting, take_standing
from crm_store.migrate import is_migrated, migrate

BACKUPS = "backups"
"""The folder in RIC_DATA for what is saved before tables change."""


async def bring_up_to_date(settings: Settings, store: Store, say: Callable[[str], None]) -> None:
    """Migrate where there is something to do. Several processes may do this at once: one works, the others wait."""
    if not await store.database.read(is_migrated):
        before = save_before(settings, store, say)
        await store.database.alter(lambda connection: migrate(connection, before))


def save_before(settings: Settings, store: Store, say: Callable[[str], None]) -> Callable[[Connection], None]:
    """Return what backs everything up inside a transaction that is about to change it. It is not counted as the last
    backup: it lies beside what it saves.
    """

    def save(connection: Connection) -> None:
        with drafting(settings.data / BACKUPS, settings.data, _nobody) as draft:
            path = take_standing(connection, draft, store.clock())
        say(f"Backed up before the tables change: {path}")

    return save


def _nobody(_line: str) -> None:
    """A start has better lines to show than the progress of a backup."""

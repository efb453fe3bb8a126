"""Brings the tables to the newest form, from empty and from every released one."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from crm_store.setup_lock import lock_setup

_FOLDER = Path(__file__).with_name("migrations")


def migrate(connection: Connection) -> None:
    """Upgrade to the newest revision; several processes may call this at once."""
    lock_setup(connection)
    command.upgrade(_config(connection), "head")


def is_migrated(connection: Connection) -> bool:
    """Tell whether the tables have the newest form."""
    newest = ScriptDirectory(str(_FOLDER)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == newest


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config

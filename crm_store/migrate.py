"""Brings the tables to the newest form, from empty and from every released one, or leaves everything as it was.

Alembic is loaded only where there is something to do: a usual start is 0.15 s and 11 MB better off.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, column, inspect, select, table, text
from sqlalchemy.exc import DBAPIError

from crm_store.setup_lock import lock_setup
from routing.errors import StoreFault

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

FOLDER = Path(__file__).with_name("migrations")
NEWEST = "0003"
"""The revision of the tables in crm_store/tables.py."""
_REVISION = table("alembic_version", column("version_num"))


def migrate(
    connection: Connection,
    before: Callable[[Connection], object] | None = None,
    *,
    folder: Path = FOLDER,
) -> None:
    """Upgrade to the newest revision; several processes may call this at once, and one does the work. `before` is
    called when tables that exist are about to change. Everything belongs to the connection's transaction.
    """
    lock_setup(connection)
    if is_migrated(connection, folder=folder):
        return
    refuse_newer(connection, folder=folder)
    if before is not None and revision_of(connection) is not None:
        before(connection)
    upgrade(connection, "head", folder=folder)


def upgrade(connection: Connection, revision: str, *, folder: Path = FOLDER) -> None:
    """Bring the tables to one revision. StoreFault where a step fails; the transaction has to be rolled back then."""
    from alembic import command  # noqa: PLC0415 (see above)

    try:
        command.upgrade(_config(connection, folder), revision)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        words = str(error.orig).splitlines()[0]
        raise StoreFault(f"the tables could not be changed and are as they were: {words}") from error
    check_references(connection)


def is_migrated(connection: Connection, *, folder: Path = FOLDER) -> bool:
    """Tell whether the tables have the newest form."""
    newest = NEWEST if folder == FOLDER else _scripts(folder).get_current_head()
    return revision_of(connection) == newest


def revision_of(connection: Connection) -> str | None:
    """Return the form that the tables have; None where there are none."""
    if not inspect(connection).has_table(_REVISION.name):
        return None
    found: str | None = connection.scalar(select(_REVISION.c.version_num))
    return found


def is_known(revision: str, *, folder: Path = FOLDER) -> bool:
    """Tell whether this RIC knows a form of the tables, as its own or as an older one."""
    return revision in {each.revision for each in _scripts(folder).walk_revisions()}


def refuse_newer(connection: Connection, *, folder: Path = FOLDER) -> None:
    """Raise StoreFault for tables that a newer RIC has changed."""
    revision = revision_of(connection)
    if revision is not None and not is_known(revision, folder=folder):
        raise StoreFault(
            f"the tables have the form {revision} of a newer RIC: install that one again, "
            "or put back the backup that it made before it changed them (docs/operations.md)",
        )


def check_references(connection: Connection) -> None:
    """On SQLite tables are changed with foreign keys off (see database.py): look that none leads nowhere."""
    if connection.dialect.name == "sqlite":
        broken = {row[0] for row in connection.execute(text("PRAGMA foreign_key_check"))}
        if broken:
            raise StoreFault(f"rows of {', '.join(sorted(broken))} would refer to rows that do not exist")


def _scripts(folder: Path) -> "ScriptDirectory":
    from alembic.script import ScriptDirectory  # noqa: PLC0415 (see above)

    return ScriptDirectory(str(folder))


def _config(connection: Connection, folder: Path) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 (see above)

    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config

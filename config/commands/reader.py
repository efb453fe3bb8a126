"""`ric reader show|export|erase`: what is kept of one reader, and forgetting it."""

import json
from pathlib import Path
from typing import Annotated

import typer

from config.commands.with_store import tell, with_store
from config.store import Store
from crm_store.erasing import Erased, erase
from crm_store.finding_readers import find_reader
from crm_store.reader_export import export
from crm_store.reader_views import read_record

reader = typer.Typer(help="What is kept of one reader.", no_args_is_help=True)

STILL_IN_THE_LOG = (
    "warning: ric.sqlite-wal is in use and still holds the words until it is overwritten, within some thousand writes "
    "or when RIC is stopped"
)

Who = Annotated[str, typer.Argument(help="The reader's id, a case number, or an address.")]


@reader.command()
def show(who: Who) -> None:
    """Show in short who a reader is and what they asked about."""
    record = with_store(lambda store: store.database.read(lambda there: read_record(there, find_reader(there, who))))
    typer.echo(f"{record['id']}\t{record['name'] or '-'}")
    for contact in record["contacts"]:
        typer.echo(f"contact\t{contact['channel']}\t{contact['address']}\t{'proven' if contact['proven'] else '-'}")
    for claim in record["claims"]:
        typer.echo(f"claim\t{claim['channel']}\t{claim['address']}")
    for row in record["conversations"]:
        typer.echo(f"case\t{row['case']}\t{row['created']:%Y-%m-%d}\t{row['owner']}\t{row['topic'] or '-'}")


@reader.command("export")
def export_all(
    who: Who,
    output: Annotated[Path | None, typer.Option(help="The file to write; standard output where not given.")] = None,
) -> None:
    """Write everything that is kept of a reader, as JSON."""
    data = with_store(lambda store: store.database.read(lambda there: export(there, find_reader(there, who))))
    text = json.dumps(data, ensure_ascii=False, indent=2)
    if output is None:
        typer.echo(text)
        return
    output.touch(mode=0o600)
    output.write_text(text + "\n", encoding="utf-8")


@reader.command("erase")
def erase_all(
    who: Who,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,  # noqa: FBT002 (typer's flag)
) -> None:
    """Erase all that a reader said, their names and addresses. This cannot be undone."""
    if not yes:
        typer.confirm("Erase everything of this reader? This cannot be undone", abort=True)
    erased, wholly = with_store(lambda store: _erase(store, who))
    typer.echo(f"Erased reader {erased.reader_id}: {erased.conversations} conversations.")
    if not wholly:
        tell(STILL_IN_THE_LOG)


async def _erase(store: Store, who: str) -> tuple[Erased, bool]:
    """Erase, and let the words leave SQLite's log too; False where somebody who is reading keeps it."""
    erased: Erased = await store.writer.change(
        lambda work: erase(work, find_reader(work.connection, who), by=None),
    )
    for digest in erased.digests:
        await store.files.forget(digest)
    return erased, await store.database.empty_log()

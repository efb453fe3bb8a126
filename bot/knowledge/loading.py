"""Reads knowledge from the files of RIC_CONFIG: library.yml and every knowledge/*.yml."""

from collections.abc import Iterator
from pathlib import Path

from bot.knowledge.knowledge import Knowledge, assemble
from bot.knowledge.pages import Page, read_page
from bot.knowledge.pieces import Piece, from_page
from routing.errors import Fault


def load_knowledge(folder: Path) -> Knowledge:
    """Return the knowledge of a folder; SettingsFault lists every fault of every file, with file and line."""
    faults: list[Fault] = []
    library = read_page(folder / "library.yml", "library.yml")
    pages = [read_page(file, f"knowledge/{file.name}") for file in sorted((folder / "knowledge").glob("*.yml"))]
    for page in (library, *pages):
        faults += page.faults
    pieces = [piece for page in pages for piece in _entries(page, faults)]
    return assemble(pieces, from_page(library), faults)


def _entries(page: Page, faults: list[Fault]) -> Iterator[Piece]:
    if page.data is None:
        return
    if not isinstance(page.data, list):
        faults.append(Fault(page.where(()), "a file of entries is a list: begin each entry with - id:"))
        return
    for position in range(len(page.data)):
        yield from_page(page, position)

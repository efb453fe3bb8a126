"""manifest.json: what a backup holds, by which every part of it is checked before it is put back.

A backup is a folder with one gzipped file of JSON lines for each table, the attachments under their own names, the list
of them, and the secret. It is the same whichever database it came from: any text tool reads it.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from routing.errors import BackupFault

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a backup: its path inside, the SHA-256 of its bytes, and how many rows it holds."""

    name: str
    sha256: str
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was backed up, when, and in which form the tables were."""

    revision: str
    made: datetime
    parts: tuple[Part, ...]

    def rows(self) -> int:
        return sum(part.rows for part in self.parts)


def part_of(backup: Path, name: str, rows: int = 0) -> Part:
    """Describe a part that lies in the backup's folder."""
    return Part(name, digest_of(backup / name), rows)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write it as JSON that a person can read."""
    parts = {"parts": [asdict(part) for part in manifest.parts]}
    made = manifest.made.astimezone(UTC).isoformat(timespec="seconds")
    document = {"format": FORMAT, "revision": manifest.revision, "made": made, **parts}
    path.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def read_manifest(backup: Path) -> Manifest:
    """Read a backup's manifest. BackupFault where it is damaged, or of a form that only a newer RIC knows."""
    path = backup / NAME
    try:
        document: Any = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] > FORMAT:
            raise BackupFault(f"{path}: was made by a newer RIC, in a form that this one does not know")
        parts = tuple(Part(**part) for part in document["parts"])
        return Manifest(document["revision"], datetime.fromisoformat(document["made"]), parts)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupFault(f"{path}: is damaged or cannot be read") from error

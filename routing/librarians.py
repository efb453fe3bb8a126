"""Who works at the desk, and what each role may do."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a librarian may do; each role may do all that the ones before it may."""

    LIBRARIAN = "librarian"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Librarian:
    """A librarian who is signed in."""

    id: int
    name: str
    email: str
    role: Role

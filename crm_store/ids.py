"""Ids are ours: 64 bits, ordered by time, made without asking the database."""

import itertools
import secrets
import time
from collections.abc import Callable
from datetime import datetime

IdMaker = Callable[[], int]

_SLOT_BITS, _COUNT_BITS = 10, 11


def id_maker(slot: int | None = None) -> IdMaker:
    """Return a function that makes ids: 42 bits of milliseconds, 10 of the process's slot, 11 of a count.

    Two processes with the same (random) slot would have to make the same count in the same millisecond to collide,
    and then the primary key refuses the second.
    """
    chosen = secrets.randbelow(1 << _SLOT_BITS) if slot is None else slot
    count = itertools.count(secrets.randbelow(1 << _COUNT_BITS))

    def make() -> int:
        milliseconds = time.time_ns() // 1_000_000
        return (milliseconds << _SLOT_BITS | chosen) << _COUNT_BITS | next(count) % (1 << _COUNT_BITS)

    return make


def first_id_of(moment: datetime) -> int:
    """Return an id that no id made before that moment reaches."""
    return int(moment.timestamp() * 1000) << (_SLOT_BITS + _COUNT_BITS)


CASE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def make_case_number() -> str:
    """Return a random label such as R-7KQ2-M4XD: letters and digits without 0 O 1 I L; never a key to anything."""
    letters = [secrets.choice(CASE_LETTERS) for _ in range(8)]
    return f"R-{''.join(letters[:4])}-{''.join(letters[4:])}"

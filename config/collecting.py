"""When Python looks for forgotten cycles. By itself it looks through everything that the house is made of, about 100 ms
at a time and a seventh of all time when many readers write; nearly nothing of a message is ever part of a cycle.
"""

import gc

_NEW_OBJECTS = 20_000
_ROUNDS_OF_YOUNG, _ROUNDS_OF_OLD = 10, 10


def spare_what_stays() -> None:
    """Leave out what was made at the start, and look seldom: a few MB of forgotten cycles wait the longer."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _ROUNDS_OF_YOUNG, _ROUNDS_OF_OLD)

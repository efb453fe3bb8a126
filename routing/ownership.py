"""One owner per conversation: the table of legal moves, and the one function that judges a move."""

from routing.conversations import Owner
from routing.errors import WrongState

BEGINNINGS = frozenset({Owner.BOT, Owner.WAITING, Owner.LIBRARIAN})

MOVES = frozenset(
    {
        (Owner.BOT, Owner.WAITING),  # handed over
        (Owner.BOT, Owner.LIBRARIAN),  # claimed while the bot still speaks
        (Owner.BOT, Owner.CLOSED),  # idle for 24 hours, or automatic mail
        (Owner.WAITING, Owner.LIBRARIAN),  # claimed
        (Owner.WAITING, Owner.BOT),  # the reader takes it back
        (Owner.WAITING, Owner.CLOSED),
        (Owner.LIBRARIAN, Owner.LIBRARIAN),  # given to a person
        (Owner.LIBRARIAN, Owner.WAITING),  # handed over, or away past the grace time
        (Owner.LIBRARIAN, Owner.BOT),
        (Owner.LIBRARIAN, Owner.CLOSED),
        (Owner.CLOSED, Owner.BOT),  # the reader writes again
        (Owner.CLOSED, Owner.WAITING),
        (Owner.CLOSED, Owner.LIBRARIAN),  # reopened by staff, or the assignee is still on duty
    },
)


def may_move(before: Owner, after: Owner) -> bool:
    """Tell whether a conversation may pass from one owner to another."""
    return (before, after) in MOVES


def check_move(before: Owner, after: Owner) -> None:
    """Raise WrongState unless the table allows the move."""
    if not may_move(before, after):
        raise WrongState(f"a conversation that is with {before} cannot go to {after}")

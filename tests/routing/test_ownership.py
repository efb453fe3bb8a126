"""The owner table: whatever is asked of a conversation, it has one owner, and only the table's moves happen."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from routing.conversations import Owner
from routing.errors import Refused, WrongState
from routing.ownership import BEGINNINGS, MOVES, check_move, may_move

owners = st.sampled_from(Owner)
NOT_ALLOWED = {
    (Owner.BOT, Owner.BOT),
    (Owner.WAITING, Owner.WAITING),
    (Owner.CLOSED, Owner.CLOSED),
}
"""DESIGN: everything else is allowed; a conversation goes to itself only from one librarian to another."""


@pytest.mark.parametrize("before", Owner)
@pytest.mark.parametrize("after", Owner)
def test_every_change_of_owner_is_allowed_and_none_to_oneself_but_between_librarians(before, after):
    assert may_move(before, after) == ((before, after) not in NOT_ALLOWED)


def test_a_move_that_is_not_in_the_table_is_refused_in_words():
    with pytest.raises(WrongState, match="with closed cannot go to closed"):
        check_move(Owner.CLOSED, Owner.CLOSED)


def test_a_conversation_never_begins_closed():
    assert frozenset({Owner.BOT, Owner.WAITING, Owner.LIBRARIAN}) == BEGINNINGS


@pytest.mark.parametrize("owner", Owner)
def test_from_everywhere_a_librarian_can_take_it_and_a_reader_is_never_stuck(owner):
    assert may_move(owner, Owner.LIBRARIAN)
    assert any(before is owner for before, _ in MOVES)


class Conversation(RuleBasedStateMachine):
    """A conversation to which anybody may ask anything, as readers, bot, librarians and clocks do."""

    @initialize(owner=st.sampled_from(sorted(BEGINNINGS)))
    def begin(self, owner: Owner) -> None:
        self.owner = owner
        self.history = [owner]

    @rule(after=owners)
    def ask_to_move(self, after: Owner) -> None:
        before = self.owner
        try:
            check_move(before, after)
        except Refused:
            assert not may_move(before, after)
        else:
            assert may_move(before, after)
            self.owner = after
            self.history.append(after)

    @rule()
    def ask_for_a_person(self) -> None:
        """The reader's button: a no-op where a person is on it already."""
        if self.owner in {Owner.BOT, Owner.CLOSED}:
            self.ask_to_move(after=Owner.WAITING)
            assert self.owner is Owner.WAITING

    @rule()
    def claim(self) -> None:
        self.ask_to_move(after=Owner.LIBRARIAN)
        assert self.owner is Owner.LIBRARIAN

    @rule()
    def give_back_to_the_bot(self) -> None:
        if self.owner is not Owner.BOT:
            self.ask_to_move(after=Owner.BOT)
            assert self.owner is Owner.BOT

    @invariant()
    def every_step_was_in_the_table(self) -> None:
        steps = zip(self.history, self.history[1:], strict=False)
        assert set(steps) <= MOVES

    @invariant()
    def it_began_in_the_open(self) -> None:
        assert self.history[0] in BEGINNINGS


TestConversation = Conversation.TestCase

"""The table of a gap line's states."""

from dco_portal.gaps.states import ENDS, LIVE, MOVES, START, LineState


def test_every_state_is_reached_and_none_is_a_trap():
    reached, new = {START}, {START}
    while new:
        new = set().union(*(MOVES[state] for state in new)) - reached
        reached |= new
    assert reached == set(LineState) == set(MOVES)
    assert all(MOVES[state] for state in LineState)


def test_ends_lead_only_back_to_the_start():
    assert {LineState.ANSWERED, LineState.CLOSED} == ENDS
    assert all(MOVES[state] == {START} for state in ENDS)
    assert LIVE | ENDS == set(LineState)

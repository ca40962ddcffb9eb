"""The tables of moves: every state can be reached, every end is deliberate."""

import pytest

from ehcp import states

TABLES = [
    pytest.param(
        states.RequestState, states.REQUEST_MOVES, states.REQUEST_START, states.REQUEST_ENDS, id="request"
    ),
    pytest.param(
        states.ContributionState, states.CONTRIBUTION_MOVES, states.CONTRIBUTION_START,
        states.CONTRIBUTION_ENDS, id="contribution",
    ),
]  # fmt: skip


def reachable(moves, start) -> set[str]:
    found, rest = {start}, [start]
    while rest:
        for state in moves[rest.pop()] - found:
            found.add(state)
            rest.append(state)
    return found


@pytest.mark.parametrize(("names", "moves", "start", "ends"), TABLES)
def test_every_state_is_in_the_table_and_can_be_reached(names, moves, start, ends):
    assert set(moves) == set(names)
    assert reachable(moves, start) == set(names)


@pytest.mark.parametrize(("names", "moves", "start", "ends"), TABLES)
def test_from_every_state_an_end_can_be_reached(names, moves, start, ends):
    assert all(reachable(moves, state) & ends for state in names)


@pytest.mark.parametrize(("names", "moves", "start", "ends"), TABLES)
def test_an_end_is_left_only_by_reopening(names, moves, start, ends):
    reopened = {states.RequestState.RECEIVED, states.RequestState.WITH_SERVICES,
                states.ContributionState.UNALLOCATED, states.ContributionState.WRITING}  # fmt: skip
    assert all(moves[end] <= reopened for end in ends)


def test_no_request_ends_as_not_for_health():
    """There is no such end: the law knows only the four beside return."""
    assert states.REQUEST_ENDS - {states.RequestState.ACKNOWLEDGED} == {
        states.RequestState.DUPLICATE, states.RequestState.FORWARDED, states.RequestState.WITHDRAWN,
        states.RequestState.REFUSED,
    }  # fmt: skip

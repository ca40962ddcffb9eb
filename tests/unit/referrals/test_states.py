"""The table of moves: every state can be reached, every end is deliberate."""

from referrals import states
from referrals.states import NotificationState as S


def reachable(start) -> set[str]:
    found, rest = {start}, [start]
    while rest:
        for state in states.MOVES[rest.pop()] - found:
            found.add(state)
            rest.append(state)
    return found


def test_every_state_is_in_the_table_and_can_be_reached():
    assert set(states.MOVES) == set(S)
    assert reachable(states.START) == set(S)


def test_from_every_state_an_end_can_be_reached():
    assert all(reachable(state) & states.ENDS for state in S)


def test_an_end_is_left_only_by_being_open_again():
    assert all(states.MOVES[end] <= states.OPEN for end in states.ENDS)


def test_open_and_ended_are_all_there_is():
    assert states.OPEN | states.ENDS == set(S)
    assert not states.OPEN & states.ENDS
    assert states.VOID < states.ENDS

import pytest

from dco_portal.documents import states

TABLES = [
    (states.DocumentState, states.DOCUMENT_MOVES, states.DOCUMENT_START, states.DOCUMENT_ENDS),
    (states.ScanState, states.SCAN_MOVES, states.SCAN_START, states.SCAN_ENDS),
]


@pytest.mark.parametrize(("kinds", "moves", "start", "ends"), TABLES)
def test_every_state_is_reachable_and_every_end_deliberate(kinds, moves, start, ends):
    reached = set(start)
    while more := {to for state in reached for to in moves[state]} - reached:
        reached |= more

    assert reached == set(kinds)
    assert {state for state in kinds if not moves[state]} == set(ends)

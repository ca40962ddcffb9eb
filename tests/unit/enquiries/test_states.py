"""Every state can be reached, and every end is meant."""

import pytest

from enquiries import states

TABLES = [
    (states.EnquiryState, states.ENQUIRY_MOVES, states.ENQUIRY_START, states.ENQUIRY_ENDS),
    (states.AnswerState, states.ANSWER_MOVES, states.ANSWER_START, states.ANSWER_ENDS),
    (states.AskState, states.ASK_MOVES, states.ASK_START, states.ASK_ENDS),
]


@pytest.mark.parametrize(("names", "moves", "start", "ends"), TABLES)
def test_all_states_are_reached_and_ends_are_real(names, moves, start, ends):
    reached, todo = set(), [start]
    while todo:
        state = todo.pop()
        if state not in reached:
            reached.add(state)
            todo += moves[state]
    assert reached == set(names)
    assert ends <= set(names)
    assert set(moves) == set(names)


def test_nothing_that_was_asked_is_lost_for_good():
    """Every end but an answer's leads back to being worked on."""
    for end in states.ENQUIRY_ENDS:
        assert states.EnquiryState.OPEN in states.ENQUIRY_MOVES[end]

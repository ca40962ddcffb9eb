"""This app's tables of states, for the command that draws them."""

from dco_portal.common.diagrams import Diagram
from enquiries import states


def diagrams() -> list[Diagram]:
    """The enquiry's table, the published answer's and the specialist's question's."""
    return [
        _diagram("enquiry", states.EnquiryState, states.ENQUIRY_MOVES, states.ENQUIRY_START, states.ENQUIRY_ENDS),
        _diagram("enquiry-answer", states.AnswerState, states.ANSWER_MOVES, states.ANSWER_START, states.ANSWER_ENDS),
        _diagram("enquiry-specialist", states.AskState, states.ASK_MOVES, states.ASK_START, states.ASK_ENDS),
    ]  # fmt: skip


def _diagram(title: str, names, moves, start, ends) -> Diagram:
    return Diagram(
        title,
        {str(state.value): str(state.label) for state in names},
        {str(key): frozenset(map(str, value)) for key, value in moves.items()},
        str(start),
        frozenset(map(str, ends)),
    )

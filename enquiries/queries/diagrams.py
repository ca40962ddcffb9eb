"""This app's tables of states, for the command that draws them."""

from dco_portal.common.diagrams import Diagram, diagram
from enquiries import states


def diagrams() -> list[Diagram]:
    """The enquiry's table, the published answer's and the specialist's question's."""
    return [
        diagram("enquiry", states.EnquiryState, states.ENQUIRY_MOVES, states.ENQUIRY_START, states.ENQUIRY_ENDS),
        diagram("enquiry-answer", states.AnswerState, states.ANSWER_MOVES, states.ANSWER_START, states.ANSWER_ENDS),
        diagram("enquiry-specialist", states.AskState, states.ASK_MOVES, states.ASK_START, states.ASK_ENDS),
    ]  # fmt: skip

"""This app's tables of states, for the command that draws them."""

from dco_portal.common.diagrams import Diagram, diagram
from local_offer import states
from local_offer.models import Comment, Correction, Proposal, Service, Statement, Transfer


def diagrams() -> list[Diagram]:
    """The tables of an entry, of a change to it, and of an offer to hand it on."""
    return [
        diagram("local-offer-entry", Service.State, states.ENTRY_MOVES, states.ENTRY_START, states.ENTRY_ENDS),
        diagram(
            "local-offer-change", Proposal.State, states.PROPOSAL_MOVES, states.PROPOSAL_START, states.PROPOSAL_ENDS
        ),
        diagram(
            "local-offer-handing-on", Transfer.State, states.TRANSFER_MOVES, states.TRANSFER_START,
            states.TRANSFER_ENDS,
        ),
        diagram("local-offer-comment", Comment.State, states.COMMENT_MOVES, states.COMMENT_START, states.COMMENT_ENDS),
        diagram(
            "local-offer-correction", Correction.State, states.CORRECTION_MOVES, states.CORRECTION_START,
            states.CORRECTION_ENDS,
        ),
        diagram(
            "local-offer-statement", Statement.State, states.STATEMENT_MOVES, states.STATEMENT_START, states.STATEMENT_ENDS
        ),
    ]  # fmt: skip

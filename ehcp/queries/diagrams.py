"""This app's tables of states, for the command that draws them."""

from dco_portal.common.diagrams import Diagram, diagram
from ehcp import states


def diagrams() -> list[Diagram]:
    """The request's table and the contribution's."""
    return [
        diagram("ehc-request", states.RequestState, states.REQUEST_MOVES, states.REQUEST_START, states.REQUEST_ENDS),
        diagram(
            "ehc-contribution", states.ContributionState, states.CONTRIBUTION_MOVES, states.CONTRIBUTION_START,
            states.CONTRIBUTION_ENDS,
        ),
    ]  # fmt: skip

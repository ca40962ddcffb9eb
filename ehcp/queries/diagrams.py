"""This app's tables of states, for the command that draws them."""

from dco_portal.common.diagrams import Diagram
from ehcp import states


def diagrams() -> list[Diagram]:
    """The request's table and the contribution's."""
    return [
        _diagram("ehc-request", states.RequestState, states.REQUEST_MOVES, states.REQUEST_START, states.REQUEST_ENDS),
        _diagram(
            "ehc-contribution", states.ContributionState, states.CONTRIBUTION_MOVES, states.CONTRIBUTION_START,
            states.CONTRIBUTION_ENDS,
        ),
    ]  # fmt: skip


def _diagram(title: str, names, moves, start, ends) -> Diagram:
    return Diagram(
        title,
        {str(state.value): str(state.label) for state in names},
        {str(key): frozenset(map(str, value)) for key, value in moves.items()},
        str(start),
        frozenset(map(str, ends)),
    )

"""This app's table of states, for the command that draws it."""

from dco_portal.common.diagrams import Diagram
from referrals import states


def diagrams() -> list[Diagram]:
    """The notification's table."""
    return [
        Diagram(
            "under-5-notification",
            {str(state.value): str(state.label) for state in states.NotificationState},
            {str(key): frozenset(map(str, value)) for key, value in states.MOVES.items()},
            str(states.START),
            frozenset(map(str, states.ENDS)),
        )
    ]

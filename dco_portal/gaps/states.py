"""States of a line of the gap log, and the moves between them that may happen."""

from django.db.models import TextChoices


class LineState(TextChoices):
    """What the ICB makes of a gap, from the first source to an answer or a reasoned no."""

    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted as a gap"
    COMMISSIONING = "commissioning", "Being commissioned"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"


S = LineState
MOVES: dict[LineState, frozenset[LineState]] = {
    S.OPEN: frozenset({S.ACCEPTED, S.CLOSED}),
    S.ACCEPTED: frozenset({S.COMMISSIONING, S.ANSWERED, S.CLOSED}),
    S.COMMISSIONING: frozenset({S.ACCEPTED, S.ANSWERED, S.CLOSED}),
    S.ANSWERED: frozenset({S.OPEN}),
    S.CLOSED: frozenset({S.OPEN}),
}
START = S.OPEN
ENDS = frozenset({S.ANSWERED, S.CLOSED})
LIVE = frozenset(S) - ENDS
# A move into one of these is explained.
EXPLAINED = ENDS

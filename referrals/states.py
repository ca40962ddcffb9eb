"""The allowed moves of a notification. It is a fact once sent, so every end is a state and none a deletion."""

from django.db.models import TextChoices


class NotificationState(TextChoices):
    SENT = "sent", "With the local authority"
    ACKNOWLEDGED = "acknowledged", "Acknowledged by the local authority"
    OUTCOME = "outcome", "Outcome recorded"
    DUPLICATE = "duplicate", "Ended: duplicate"
    IN_ERROR = "in_error", "Ended: entered in error"


S = NotificationState

MOVES: dict[str, frozenset[str]] = {
    # A corrected authority gets it as if it had just been sent: acknowledged leads back to sent.
    S.SENT: frozenset({S.ACKNOWLEDGED, S.OUTCOME, S.DUPLICATE, S.IN_ERROR}),
    S.ACKNOWLEDGED: frozenset({S.SENT, S.OUTCOME, S.DUPLICATE, S.IN_ERROR}),
    # The authority may look again; a child who moved is sent on to the new one.
    S.OUTCOME: frozenset({S.SENT, S.ACKNOWLEDGED}),
    S.DUPLICATE: frozenset({S.SENT}),
    S.IN_ERROR: frozenset({S.SENT}),
}

START = S.SENT
ENDS = frozenset({S.OUTCOME, S.DUPLICATE, S.IN_ERROR})
OPEN = frozenset({S.SENT, S.ACKNOWLEDGED})
# Ended as never having been one of its own: no count and no look-up includes these.
VOID = frozenset({S.DUPLICATE, S.IN_ERROR})

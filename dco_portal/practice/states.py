"""What may follow what on the DCO's own desk."""

from django.db import models

Moves = dict[str, frozenset[str]]


class SessionState(models.TextChoices):
    DRAFT = "draft", "Being prepared"
    OPEN = "open", "Open for booking"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


class BookingState(models.TextChoices):
    BOOKED = "booked", "Booked"
    WAITING = "waiting", "On the waiting list"
    CANCELLED = "cancelled", "Cancelled"


class ConcernState(models.TextChoices):
    NOTED = "noted", "Noted"
    RAISED = "raised", "Raised with the partner"
    AGREED = "agreed", "Action agreed"
    CLOSED = "closed", "Closed"


class HeardState(models.TextChoices):
    HEARD = "heard", "Heard"
    DOING = "doing", "Being done"
    DONE = "done", "Done"
    CANNOT = "cannot", "Cannot be done"


class PlanState(models.TextChoices):
    DRAFT = "draft", "Being written"
    IN_USE = "in_use", "In use"
    ENDED = "ended", "Ended"


S, B, C, H, P = SessionState, BookingState, ConcernState, HeardState, PlanState
SESSION_MOVES: Moves = {
    S.DRAFT: frozenset({S.OPEN, S.CANCELLED}),
    S.OPEN: frozenset({S.HELD, S.CANCELLED}),
    S.HELD: frozenset(),
    S.CANCELLED: frozenset(),
}
BOOKING_MOVES: Moves = {
    B.BOOKED: frozenset({B.CANCELLED}),
    B.WAITING: frozenset({B.BOOKED, B.CANCELLED}),
    B.CANCELLED: frozenset({B.BOOKED, B.WAITING}),
}
CONCERN_MOVES: Moves = {
    C.NOTED: frozenset({C.RAISED, C.CLOSED}),
    C.RAISED: frozenset({C.AGREED, C.CLOSED}),
    C.AGREED: frozenset({C.RAISED, C.CLOSED}),
    C.CLOSED: frozenset({C.RAISED}),  # it came back
}
HEARD_MOVES: Moves = {
    H.HEARD: frozenset({H.DOING, H.DONE, H.CANNOT}),
    H.DOING: frozenset({H.DONE, H.CANNOT}),
    H.DONE: frozenset({H.DOING}),
    H.CANNOT: frozenset({H.DOING}),
}
PLAN_MOVES: Moves = {
    P.DRAFT: frozenset({P.IN_USE, P.ENDED}),
    P.IN_USE: frozenset({P.ENDED}),
    P.ENDED: frozenset({P.IN_USE}),
}
SESSION_ENDS = frozenset({S.HELD, S.CANCELLED})

"""The allowed moves of a request and of a contribution. Nothing vanishes: every end is a state."""

from django.db.models import TextChoices


class RequestState(TextChoices):
    RECEIVED = "received", "Received, to be triaged"
    WITH_SERVICES = "with_services", "With services"
    RETURNED = "returned", "Returned to the local authority"
    ACKNOWLEDGED = "acknowledged", "Receipt acknowledged"
    DUPLICATE = "duplicate", "Ended: duplicate"
    FORWARDED = "forwarded", "Ended: forwarded to the right ICB"
    WITHDRAWN = "withdrawn", "Ended: withdrawn by the local authority"
    REFUSED = "refused", "Ended: refused in writing"


class ContributionState(TextChoices):
    UNALLOCATED = "unallocated", "To be given to a clinician"
    WRITING = "writing", "Being written"
    SIGNED = "signed", "Signed, waiting for the lead"
    CHECKING = "checking", "With the DCO team to check"
    SENT_BACK = "sent_back", "Sent back to the writer"
    SENT = "sent", "Sent to the local authority"
    NOT_KNOWN = "not_known", "Not known to this service"
    WITHDRAWN = "withdrawn", "Withdrawn"


R, C = RequestState, ContributionState

REQUEST_MOVES: dict[str, frozenset[str]] = {
    R.RECEIVED: frozenset({R.WITH_SERVICES, R.DUPLICATE, R.FORWARDED, R.WITHDRAWN, R.REFUSED}),
    R.WITH_SERVICES: frozenset({R.RETURNED, R.DUPLICATE, R.FORWARDED, R.WITHDRAWN, R.REFUSED}),
    R.RETURNED: frozenset({R.ACKNOWLEDGED, R.WITH_SERVICES}),
    R.ACKNOWLEDGED: frozenset({R.WITH_SERVICES}),
    R.DUPLICATE: frozenset({R.RECEIVED}),
    R.FORWARDED: frozenset({R.RECEIVED}),
    R.WITHDRAWN: frozenset({R.RECEIVED}),
    R.REFUSED: frozenset({R.RECEIVED}),
}

CONTRIBUTION_MOVES: dict[str, frozenset[str]] = {
    C.UNALLOCATED: frozenset({C.WRITING, C.NOT_KNOWN, C.WITHDRAWN}),
    C.WRITING: frozenset({C.UNALLOCATED, C.SIGNED, C.CHECKING, C.NOT_KNOWN, C.WITHDRAWN}),
    C.SIGNED: frozenset({C.CHECKING, C.SENT_BACK, C.WITHDRAWN}),
    C.CHECKING: frozenset({C.SENT, C.SENT_BACK, C.WITHDRAWN}),
    C.SENT_BACK: frozenset({C.UNALLOCATED, C.SIGNED, C.CHECKING, C.NOT_KNOWN, C.WITHDRAWN}),
    C.SENT: frozenset({C.WRITING}),
    C.NOT_KNOWN: frozenset({C.UNALLOCATED}),
    C.WITHDRAWN: frozenset({C.UNALLOCATED}),
}

REQUEST_START, CONTRIBUTION_START = R.RECEIVED, C.UNALLOCATED
# Deliberate ends: the case rests here, though a reopening with a reason can lead out of it.
REQUEST_ENDS = frozenset({R.ACKNOWLEDGED, R.DUPLICATE, R.FORWARDED, R.WITHDRAWN, R.REFUSED})
CONTRIBUTION_ENDS = frozenset({C.SENT, C.NOT_KNOWN, C.WITHDRAWN})
REQUEST_OPEN = frozenset({R.RECEIVED, R.WITH_SERVICES})
CONTRIBUTION_OPEN = frozenset({C.UNALLOCATED, C.WRITING, C.SIGNED, C.CHECKING, C.SENT_BACK})
WITH_WRITER = frozenset({C.WRITING, C.SENT_BACK})

"""Open questions of a request's thread, in both directions."""

from django.db.models import QuerySet

from ehcp.models import AdviceRequest, Message


def to_la(request: AdviceRequest) -> QuerySet[Message]:
    """Health's questions that the local authority has not answered, the oldest first."""
    return request.messages.filter(kind=Message.Kind.ASK_LA, answered_at=None).order_by(
        "created_at"
    )


def to_health(request: AdviceRequest) -> QuerySet[Message]:
    """The local authority's own questions that the DCO team has not answered, the oldest first."""
    rows = request.messages.filter(kind=Message.Kind.FROM_LA, answers=None, answered_at=None)
    return rows.order_by("created_at")

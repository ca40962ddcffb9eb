"""Letters of a case, made from frozen facts."""

from dco_portal.accounts.models import User
from dco_portal.documents import actions as documents
from dco_portal.documents.models import Document
from ehcp.models import AdviceRequest


def refusal(request: AdviceRequest, *, by: User) -> Document:
    """The written reasons for not complying with a request (Children and Families Act 2014 s.31(2)).

    It goes to the LA, so it names the child by reference only.
    """
    role = by.role.name if by.role else ""
    return documents.create(
        by=by, kind="ehcp.refusal", title=f"Refusal of request {request.reference}",
        filename=f"refusal-{request.reference}.pdf", template="pdf/ehcp/refusal.html",
        owner_kind="ehcp.request", owner_id=request.pk, child_id=request.child_id,
        context={
            "reference": request.reference,
            "recipient": {"lines": [request.la.name]},
            "sender": {"organisation": request.icb.name, "lines": [], "name": by.name, "role": role},
            "asked_on": request.asked_on,
            "received_on": request.received_on,
            "reasons": request.ended_reason,
            "marking": "Official sensitive: personal",
        },
    )  # fmt: skip

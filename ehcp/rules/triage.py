"""Who may take in, split, redirect, end and reopen a request, and when."""

from django.db.models import QuerySet

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.errors import Conflict, NotAllowed
from ehcp.models import AdviceRequest, Contribution
from ehcp.rules.history import Moved
from ehcp.rules.pairs import answers
from ehcp.states import REQUEST_OPEN, ContributionState, RequestState

ENDED_OTHERWISE = frozenset(
    {RequestState.DUPLICATE, RequestState.FORWARDED, RequestState.WITHDRAWN, RequestState.REFUSED}
)


def _of_icb(user: User, request: AdviceRequest, permission: P) -> None:
    if (
        not user.may(permission)
        or user.organisation is None
        or user.organisation.pk != request.icb_id
    ):
        raise NotAllowed("Only the DCO team of the integrated care board may do this.")


def _of_la(user: User, request: AdviceRequest) -> None:
    if (
        not user.may(P.REQUEST_ADVICE)
        or user.organisation is None
        or user.organisation.pk != request.la_id
    ):
        raise NotAllowed("Only the local authority that asked may do this.")


def _open(request: AdviceRequest) -> None:
    if request.state not in REQUEST_OPEN:
        raise Moved(request)


def check_can_triage(user: User, request: AdviceRequest) -> None:
    """The DCO team, while the request is open."""
    _of_icb(user, request, P.TRIAGE)
    _open(request)


def first_requests(user: User, request: AdviceRequest) -> QuerySet[AdviceRequest]:
    """Other requests in the person's scope by the same authority for the same child, the oldest first."""
    rows = AdviceRequest.objects.visible_to(user).filter(child=request.child_id, la=request.la_id)
    return rows.exclude(pk=request.pk).order_by("created_at", "pk")


def check_can_mark_duplicate(user: User, request: AdviceRequest) -> None:
    """The DCO team, when another request by the same authority for the same child goes on."""
    check_can_triage(user, request)
    if not first_requests(user, request).exclude(state__in=ENDED_OTHERWISE).exists():
        raise Conflict(
            "There is no other request by this authority for this child that this could be a duplicate of."
        )


def check_can_name_adviser(user: User, request: AdviceRequest) -> None:
    """The DCO or DMO, once every service asked has said that it does not know the child."""
    _of_icb(user, request, P.NAME_ADVISER)
    _open(request)
    if not nobody_knows(request):
        raise Conflict(
            "A professional is named when every service asked has said it does not know the child."
        )


def nobody_knows(request: AdviceRequest) -> bool:
    """Whether services were asked, and every one still asked answered "not known"."""
    live = [
        state
        for state in request.contributions.values_list("state", flat=True)
        if state != ContributionState.WITHDRAWN
    ]
    return bool(live) and all(state == ContributionState.NOT_KNOWN for state in live)


def check_can_refuse(user: User, request: AdviceRequest) -> None:
    """The DCO or DMO, in writing and with reasons (Children and Families Act 2014 s.31)."""
    _of_icb(user, request, P.APPROVE_EXCEPTION)
    _open(request)


def check_can_withdraw(user: User, request: AdviceRequest) -> None:
    """The LA that asked, or the DCO team on its word, while the request is open."""
    if user.may(P.TRIAGE):
        _of_icb(user, request, P.TRIAGE)
    else:
        _of_la(user, request)
    _open(request)


def check_can_reopen(user: User, request: AdviceRequest) -> None:
    """The DCO team or the LA, once the request has ended or was returned."""
    if user.may(P.TRIAGE):
        _of_icb(user, request, P.TRIAGE)
    else:
        _of_la(user, request)
    if request.state in REQUEST_OPEN:
        raise Moved(request)


def check_can_write_message(user: User, request: AdviceRequest) -> None:
    """The LA and the DCO team, at any time."""
    if user.may(P.TRIAGE):
        _of_icb(user, request, P.TRIAGE)
    else:
        _of_la(user, request)


def check_can_withdraw_contribution(user: User, contribution: Contribution) -> None:
    """The DCO team, before the service's advice was sent."""
    _of_icb(user, contribution.request, P.TRIAGE)
    if contribution.state in {ContributionState.SENT, ContributionState.WITHDRAWN}:
        raise Moved(contribution)


def check_can_reopen_contribution(user: User, contribution: Contribution) -> None:
    """The DCO team, once the service answered or was let off; the request itself must not have ended."""
    _of_icb(user, contribution.request, P.TRIAGE)
    if contribution.request.state not in REQUEST_OPEN | {
        RequestState.RETURNED,
        RequestState.ACKNOWLEDGED,
    }:
        raise Conflict(f"Reopen {contribution.request.reference} first.")
    if contribution.state not in {
        ContributionState.SENT,
        ContributionState.NOT_KNOWN,
        ContributionState.WITHDRAWN,
    }:
        raise Moved(contribution)


can_triage = answers(check_can_triage)
can_mark_duplicate = answers(check_can_mark_duplicate)
can_name_adviser = answers(check_can_name_adviser)
can_refuse = answers(check_can_refuse)
can_withdraw = answers(check_can_withdraw)
can_reopen = answers(check_can_reopen)
can_write_message = answers(check_can_write_message)
can_withdraw_contribution = answers(check_can_withdraw_contribution)
can_reopen_contribution = answers(check_can_reopen_contribution)

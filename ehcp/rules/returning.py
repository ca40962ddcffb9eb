"""When a request may be returned, and who acknowledges it."""

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.errors import Conflict, NotAllowed
from ehcp.models import AdviceRequest, Contribution, Pack
from ehcp.rules.history import Moved
from ehcp.rules.pairs import answers
from ehcp.states import CONTRIBUTION_OPEN, ContributionState, RequestState

NOBODY = (
    "Every service asked says that it does not know the child. The request cannot be returned until the DCO "
    "names a health care professional to advise."
)


def missing(request: AdviceRequest) -> str:
    """What still keeps the request from being returned, as a sentence; "" when nothing does."""
    rows = list(
        request.contributions.exclude(state=ContributionState.WITHDRAWN).values_list(
            "reference", "state", "required"
        )
    )
    waiting = [
        reference for reference, state, required in rows if required and state in CONTRIBUTION_OPEN
    ]
    if waiting:
        return f"Advice is still to come: {', '.join(waiting)}."
    if not any(state == ContributionState.SENT for _, state, _ in rows):
        return NOBODY if rows else "No service was asked."
    return ""


def completes(contribution: Contribution) -> bool:
    """Whether sending this contribution would leave nothing required outstanding."""
    others = contribution.request.contributions.filter(required=True, state__in=CONTRIBUTION_OPEN)
    return not others.exclude(pk=contribution.pk).exists()


def let_off(contribution: Contribution) -> list[str]:
    """Names of services that sending this contribution would let off, because the return does not wait for them."""
    rows = contribution.request.contributions.filter(required=False, state__in=CONTRIBUTION_OPEN)
    return list(rows.exclude(pk=contribution.pk).values_list("service__name", flat=True))


def check_can_return(user: User, request: AdviceRequest) -> None:
    """The DCO team, once every required contribution has been answered and at least one gives advice."""
    if (
        not user.may(P.CHECK_AND_SEND)
        or user.organisation is None
        or user.organisation.pk != request.icb_id
    ):
        raise NotAllowed("Only the DCO team returns a request.")
    if request.state != RequestState.WITH_SERVICES:
        raise Moved(request)
    if sentence := missing(request):
        raise Conflict(sentence)


def check_can_acknowledge(user: User, pack: Pack) -> None:
    """The LA that asked, once, for the pack in force."""
    request = pack.request
    if (
        not user.may(P.REQUEST_ADVICE)
        or user.organisation is None
        or user.organisation.pk != request.la_id
    ):
        raise NotAllowed("Only the local authority that asked acknowledges receipt.")
    if pack.acknowledged_by:
        raise Conflict(
            f"{pack.acknowledged_by.name} has already acknowledged receipt of pack {pack.number}."
        )
    if request.packs.filter(number__gt=pack.number).exists():
        raise Conflict(f"Pack {pack.number} has been superseded. Open the newest one.")
    if request.state != RequestState.RETURNED:
        raise Moved(request)


can_return = answers(check_can_return)
can_acknowledge = answers(check_can_acknowledge)

"""What the worklist does with this app's items: give them to somebody, and chase."""

import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.notifications import actions as notifications
from ehcp.actions import advice, locking, tell, triage, work
from ehcp.models import Contribution
from ehcp.states import CONTRIBUTION_OPEN, ContributionState

REQUEST, CONTRIBUTION = "ehcp.request", "ehcp.contribution"


def candidates(*, by: User, kind: str, object_id: uuid.UUID) -> list[User]:
    """Whom an item may be given to; empty when this person may not give it away."""
    if kind == REQUEST and by.organisation:
        needed = P.TRIAGE if by.may(P.TRIAGE) else P.REQUEST_ADVICE
        return list(people(by.organisation, needed)) if by.may(P.ASSIGN_WORK) else []
    if kind == CONTRIBUTION and by.may(P.ALLOCATE):
        row = Contribution.objects.visible_to(by).select_related("service__provider").filter(pk=object_id).first()
        return list(people(row.service.provider, P.WRITE_ADVICE, service=row.service)) if row else []
    return []


@transaction.atomic
def assign(*, by: User, kind: str, object_id: uuid.UUID, owner: User | None) -> None:
    """Give an item to somebody: a request to a colleague, a contribution to a clinician.

    Raises NotAllowed, NotFound or Invalid as the feature's own actions do.
    """
    if kind == CONTRIBUTION:
        if owner is None:
            raise Invalid({"owner": "Choose a clinician."})
        row = Contribution.objects.visible_to(by).filter(pk=object_id).first()
        if row is None:
            raise NotFound
        advice.allocate(by=by, contribution=row, clinician=owner)
        return
    request = locking.request(by, object_id)
    if by.may(P.TRIAGE):
        triage.assign(by=by, request=request, coordinator=owner)
        return
    if not by.may(P.REQUEST_ADVICE) or by.organisation is None or by.organisation.pk != request.la_id:
        raise NotAllowed("You may not give this to somebody.")
    if owner and not people(request.la, P.REQUEST_ADVICE).filter(pk=owner.pk).exists():
        raise Invalid({"owner": "Choose an officer of your authority."})
    request.la_officer = owner
    request.save()
    audit.record("ehcp.la_assign", by=by, obj=request, owner=owner.pk if owner else "")
    work.sync(request, by=by)


@transaction.atomic
def chase(*, by: User, kind: str, object_id: uuid.UUID) -> int:
    """Remind whoever has the item, at most once a day; returns how many people were told.

    A request is chased at all the services that have not answered, a contribution at its own.
    Raises Conflict when nothing is outstanding.
    """
    if not by.may(P.ASSIGN_WORK):
        raise NotAllowed("You may not chase others.")
    if kind == REQUEST:
        request = locking.request(by, object_id)
        rows = list(request.contributions.filter(state__in=CONTRIBUTION_OPEN))
    else:
        rows = [locking.contribution(by, object_id)]
    told = sum(
        _chase(row, by=by) for row in rows if row.state in CONTRIBUTION_OPEN - {ContributionState.CHECKING}
    )
    if not told:
        raise Conflict("Nothing is outstanding with a service.")
    return told


def _chase(contribution: Contribution, *, by: User) -> int:
    left = (contribution.due_on - today()).days
    words = f"{left} days left" if left > 1 else "1 day left" if left == 1 else "due today" if left == 0 else f"{-left} days late"
    recipients = tell.provider_people(contribution)
    notifications.tell(
        recipients=recipients, kind="ehcp.chase", subject=f"{contribution.reference}: please answer",
        body=f"{by.name} asks how far this advice is. It is due by {contribution.due_on.day} "
        f"{contribution.due_on:%B %Y}: {words}.",
        link=tell.contribution_link(contribution), reference=contribution.reference,
        dedupe_key=f"ehcp.chase:{contribution.pk}:{today()}",
    )  # fmt: skip
    audit.record("ehcp.chase", by=by, obj=contribution, people=len(recipients))
    return len(recipients)

"""What the worklist does with this app's items: give them to somebody, and chase."""

import datetime as dt
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
from ehcp.models import AdviceRequest, Contribution
from ehcp.queries import thread
from ehcp.states import CONTRIBUTION_OPEN, REQUEST_OPEN, ContributionState

REQUEST, CONTRIBUTION = "ehcp.request", "ehcp.contribution"


def candidates(*, by: User, kind: str, object_id: uuid.UUID) -> list[User]:
    """Whom an item may be given to; empty when this person may not give it away."""
    if kind == REQUEST and by.organisation:
        needed = P.TRIAGE if by.may(P.TRIAGE) else P.REQUEST_ADVICE
        return list(people(by.organisation, needed)) if by.may(P.ASSIGN_WORK) else []
    if kind == CONTRIBUTION and by.may(P.ALLOCATE):
        row = (
            Contribution.objects.visible_to(by)
            .select_related("service__provider")
            .filter(pk=object_id)
            .first()
        )
        return (
            list(people(row.service.provider, P.WRITE_ADVICE, service=row.service)) if row else []
        )
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
    if (
        not by.may(P.REQUEST_ADVICE)
        or by.organisation is None
        or by.organisation.pk != request.la_id
    ):
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

    The DCO team chases a request at all the services that have not answered, or the LA when it owes
    an answer; the LA chases the DCO team; a lead chases their own service's contribution.
    Raises Conflict when nothing is outstanding or everybody was reminded today already.
    """
    if not by.may(P.ASSIGN_WORK):
        raise NotAllowed("You may not chase others.")
    if kind == CONTRIBUTION:
        waiting = _chase_parts([locking.contribution(by, object_id)], by=by)
    else:
        request = locking.request(by, object_id)
        waiting = _chase_request(request, by=by)
    if not waiting:
        raise Conflict("Nothing is outstanding with anybody else.")
    told = sum(waiting)
    if not told:
        raise Conflict("They were reminded today already.")
    return told


def _chase_request(request: AdviceRequest, *, by: User) -> list[int]:
    if by.may(P.REQUEST_ADVICE):
        if request.state not in REQUEST_OPEN:
            return []
        return [
            _remind(
                request.reference,
                tell.case_link(request),
                tell.dco_people(request),
                by=by,
                due=request.due_on,
                key=f"{request.pk}:icb",
            )
        ]
    parts = request.contributions.filter(state__in=CONTRIBUTION_OPEN)
    found = _chase_parts(list(parts.select_related("service__provider", "clinician")), by=by)
    if thread.to_la(request).exists():
        found.append(
            _remind(
                request.reference,
                tell.case_link(request),
                tell.la_people(request),
                by=by,
                due=request.due_on,
                key=f"{request.pk}:la",
                ask="please answer the question",
            )
        )
    return found


def _chase_parts(rows: list[Contribution], *, by: User) -> list[int]:
    """Per contribution that is with its service, how many people were told now."""
    with_service = [
        row for row in rows if row.state in CONTRIBUTION_OPEN - {ContributionState.CHECKING}
    ]
    return [
        _remind(
            row.reference,
            tell.contribution_link(row),
            # what is signed waits for a lead, not for the clinician
            tell.lead_people(row)
            if row.state == ContributionState.SIGNED
            else tell.provider_people(row),
            by=by,
            due=row.due_on,
            key=str(row.pk),
        )
        for row in with_service
    ]


def _remind(
    reference: str,
    link: str,
    recipients: list[User],
    *,
    by: User,
    due: dt.date,
    key: str,
    ask: str = "please answer",
) -> int:
    left = (due - today()).days
    words = (
        f"{left} days left" if left > 1 else "1 day left" if left == 1
        else "due today" if left == 0 else "1 day late" if left == -1 else f"{-left} days late"
    )  # fmt: skip
    told = notifications.tell(
        recipients=[person for person in recipients if person != by],
        kind="ehcp.chase",
        subject=f"{reference}: {ask}",
        body=f"{by.name} asks how far this is. Health’s advice is due by {due.day} {due:%B %Y}: {words}.",
        link=link,
        reference=reference,
        dedupe_key=f"ehcp.chase:{key}:{today()}",
    )
    audit.record("ehcp.chase", by=by, about=reference, people=told)
    return told

"""Mirrors a request and its contributions into the worklists, and says who has a part in the case.

Called at the end of every action that changes a state, an owner or a date. It derives everything
from the records as they stand, so that calling it twice changes nothing.
"""

from typing import Any

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.children import actions as children
from dco_portal.children.models import Involvement
from dco_portal.work import actions as work
from ehcp.models import AdviceRequest, Contribution, LawfulException
from ehcp.queries import thread
from ehcp.rules import returning
from ehcp.states import CONTRIBUTION_OPEN, REQUEST_OPEN, ContributionState, RequestState

STEPS = {
    ContributionState.UNALLOCATED: "Give it to a clinician",
    ContributionState.WRITING: "Write the advice",
    ContributionState.SENT_BACK: "Answer the comments and sign again",
    ContributionState.SIGNED: "Sign off",
    ContributionState.CHECKING: "With the DCO team",
}
# While the two sides may still owe each other an answer.
TALKING = REQUEST_OPEN | {RequestState.RETURNED, RequestState.ACKNOWLEDGED}
ANSWER = "Answer the local authority’s question"


def sync(request: AdviceRequest, *, by: User | None) -> None:
    """Bring involvements and work items of the request and all its contributions up to date."""
    contributions = list(request.contributions.select_related("service__provider", "clinician"))
    _involve(request, contributions, by=by)
    _push_to_icb(request, contributions)
    _push_to_la(request)
    for contribution in contributions:
        _push_to_provider(request, contribution)


def _involve(request: AdviceRequest, contributions: list[Contribution], *, by: User | None) -> None:
    """The LA and the ICB have a part in everything; a service and its clinician in their own part.

    A service that was let off loses its part: it needs the child's record no more.
    """

    def involve(case_kind: str, case_id, organisation, reason: str, **extra) -> None:
        children.involve(
            by=by, child=request.child, organisation=organisation, case_kind=case_kind, case_id=case_id,
            reason=reason, **extra,
        )  # fmt: skip

    sides = ((request.la, "Asked for health advice"), (request.icb, "Answers for health advice"))
    for organisation, reason in sides:
        involve("ehcp.request", request.pk, organisation, reason)
    for contribution in contributions:
        for organisation, reason in sides:
            involve("ehcp.contribution", contribution.pk, organisation, reason)
        service = contribution.service
        if contribution.state == ContributionState.WITHDRAWN:
            children.release(by=by, case_id=contribution.pk, organisation=service.provider)
            continue
        part: dict[str, Any] = {
            "case_kind": "ehcp.contribution",
            "case_id": contribution.pk,
            "organisation": service.provider,
        }
        involve(**part, reason="Asked for advice", service=service)
        for user in _former_writers(contribution):
            children.release(
                by=by, case_id=contribution.pk, organisation=service.provider, user=user
            )
        if contribution.clinician:
            involve(
                **part, reason="Writes the advice", service=service, user=contribution.clinician
            )


def _former_writers(contribution: Contribution) -> list[User]:
    """People who still have a part as the writer but are not the clinician any more."""
    rows = Involvement.objects.filter(case_id=contribution.pk, ends_on=None).exclude(user=None)
    if contribution.clinician_id:
        rows = rows.exclude(user_id=contribution.clinician_id)
    return [row.user for row in rows.select_related("user") if row.user]


def _push_to_icb(request: AdviceRequest, contributions: list[Contribution]) -> None:
    step = icb_step(request, contributions)
    if step:
        _push(request, request.icb, owner=request.coordinator, step=step)
    else:
        work.close(object_id=request.pk, organisation=request.icb)


def icb_step(request: AdviceRequest, contributions: list[Contribution]) -> str:
    """The DCO team's next step with a request, in words; "" when there is none."""
    states = [contribution.state for contribution in contributions]
    live = [state for state in states if state != ContributionState.WITHDRAWN]
    if request.state == RequestState.RECEIVED:
        return "Triage"
    asked = thread.to_health(request).exists() if request.state in TALKING else False
    if request.state != RequestState.WITH_SERVICES:
        return ANSWER if asked else ""
    if checking := states.count(ContributionState.CHECKING):
        return "Check and send" if checking == 1 else f"Check and send {checking} services’ advice"
    if not live:
        return "Ask a service"
    if all(state == ContributionState.NOT_KNOWN for state in live):
        return "Name a professional to advise"
    if not returning.missing(request):
        return "Return to the local authority"
    waiting = request.exceptions.filter(decision=LawfulException.Decision.WAITING).exists()
    return ANSWER if asked else "Decide on an exception" if waiting else "Waiting for services"


def _push_to_la(request: AdviceRequest) -> None:
    """What the local authority owes or watches; what has ended leaves its list."""
    step, part = "", "owes"
    if request.state in TALKING and thread.to_la(request).exists():
        step = "Answer the question from health"
    elif request.state == RequestState.RETURNED:
        step = "Acknowledge receipt"
    elif request.state in REQUEST_OPEN:
        step, part = "Waiting for health advice", "watches"
    if step:
        _push(request, request.la, owner=request.la_officer, step=step, part=part)
    else:
        work.close(object_id=request.pk, organisation=request.la)


def _push(
    request: AdviceRequest, organisation, *, owner: User | None, step: str, part: str = "owes"
) -> None:
    """The statutory date goes with it while health's advice is outstanding, and only then."""
    due: dict[str, Any] = (
        {"rule": request.rule, "due_on": request.due_on} if request.state in REQUEST_OPEN else {}
    )
    work.push(
        kind="ehcp.request", object_id=request.pk, organisation=organisation, reference=request.reference,
        title=f"Health advice: {request.get_type_display()}", step=step, part=part, owner=owner,
        link=reverse("ehcp:case", args=[request.pk]), **due,
    )  # fmt: skip


def _push_to_provider(request: AdviceRequest, contribution: Contribution) -> None:
    provider = contribution.service.provider
    if contribution.state not in CONTRIBUTION_OPEN or request.state not in REQUEST_OPEN:
        work.close(object_id=contribution.pk, organisation=provider)
        return
    waiting = contribution.state == ContributionState.CHECKING
    work.push(
        kind="ehcp.contribution", object_id=contribution.pk, organisation=provider,
        reference=contribution.reference, title=f"Health advice from {contribution.service.name}",
        step=STEPS[ContributionState(contribution.state)], part="watches" if waiting else "owes",
        team=contribution.service, owner=contribution.clinician, escalate_to=request.icb, rule=request.rule,
        due_on=contribution.due_on, target_on=contribution.service_date,
        link=reverse("ehcp:contribution", args=[contribution.pk]),
    )  # fmt: skip

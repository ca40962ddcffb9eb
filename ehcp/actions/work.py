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
    owed = [
        *_for_icb(request, contributions),
        *_for_la(request),
        *(item for each in contributions for item in _for_provider(request, each)),
    ]
    work.push_many(items=owed)


def _involve(request: AdviceRequest, contributions: list[Contribution], *, by: User | None) -> None:
    """The LA and the ICB have a part in everything; a service and its clinician in their own part.

    A service that was let off loses its part: it needs the child's record no more. Most parts stand
    already, so all are read at once and only what is missing is written.
    """
    cases = [request.pk, *(each.pk for each in contributions)]
    held = list(Involvement.objects.filter(case_id__in=cases, ends_on=None).select_related("user"))
    known = {(row.case_id, row.organisation_id, row.service_id, row.user_id) for row in held}

    def involve(
        case_kind: str, case_id, organisation, reason: str, service=None, user=None
    ) -> None:
        part = (case_id, organisation.pk, service and service.pk, user and user.pk)
        if part not in known:
            children.involve(
                by=by, child=request.child, organisation=organisation, case_kind=case_kind, case_id=case_id,
                reason=reason, service=service, user=user,
            )  # fmt: skip

    sides = ((request.la, "Asked for health advice"), (request.icb, "Answers for health advice"))
    for organisation, reason in sides:
        involve("ehcp.request", request.pk, organisation, reason)
    for contribution in contributions:
        for organisation, reason in sides:
            involve("ehcp.contribution", contribution.pk, organisation, reason)
        service, writer = contribution.service, contribution.clinician
        provider = service.provider
        theirs = [
            row
            for row in held
            if (row.case_id, row.organisation_id) == (contribution.pk, provider.pk)
        ]
        if contribution.state == ContributionState.WITHDRAWN:
            if theirs:
                children.release(by=by, case_id=contribution.pk, organisation=provider)
            continue
        involve("ehcp.contribution", contribution.pk, provider, "Asked for advice", service)
        for former in (row.user for row in theirs if row.user and row.user != writer):
            children.release(by=by, case_id=contribution.pk, organisation=provider, user=former)
        if writer:
            involve(
                "ehcp.contribution", contribution.pk, provider, "Writes the advice", service, writer
            )


def _for_icb(request: AdviceRequest, contributions: list[Contribution]) -> list[dict[str, Any]]:
    if step := icb_step(request, contributions):
        return [_item(request, request.icb, owner=request.coordinator, step=step)]
    work.close(object_id=request.pk, organisation=request.icb)
    return []


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


def _for_la(request: AdviceRequest) -> list[dict[str, Any]]:
    step, part = "", "owes"
    if request.state in TALKING and thread.to_la(request).exists():
        step = "Answer the question from health"
    elif request.state == RequestState.RETURNED:
        step = "Acknowledge receipt"
    elif request.state in REQUEST_OPEN:
        step, part = "Waiting for health advice", "watches"
    if step:
        return [_item(request, request.la, owner=request.la_officer, step=step, part=part)]
    work.close(object_id=request.pk, organisation=request.la)
    return []


def _item(
    request: AdviceRequest, organisation, *, owner: User | None, step: str, part: str = "owes"
) -> dict[str, Any]:
    """The statutory date goes with it while health's advice is outstanding, and only then."""
    outstanding = request.state in REQUEST_OPEN
    return {
        "kind": "ehcp.request",
        "object_id": request.pk,
        "organisation": organisation,
        "reference": request.reference,
        "title": f"Health advice: {request.get_type_display()}",
        "step": step,
        "part": part,
        "owner": owner,
        "link": reverse("ehcp:case", args=[request.pk]),
        "rule": request.rule if outstanding else "",
        "due_on": request.due_on if outstanding else None,
    }


def _for_provider(request: AdviceRequest, contribution: Contribution) -> list[dict[str, Any]]:
    provider = contribution.service.provider
    if contribution.state not in CONTRIBUTION_OPEN or request.state not in REQUEST_OPEN:
        work.close(object_id=contribution.pk, organisation=provider)
        return []
    waiting = contribution.state == ContributionState.CHECKING
    return [
        {
            "kind": "ehcp.contribution",
            "object_id": contribution.pk,
            "organisation": provider,
            "reference": contribution.reference,
            "title": f"Health advice from {contribution.service.name}",
            "step": STEPS[ContributionState(contribution.state)],
            "part": "watches" if waiting else "owes",
            "team": contribution.service,
            "owner": contribution.clinician,
            "escalate_to": request.icb,
            "rule": request.rule,
            "due_on": contribution.due_on,
            "target_on": contribution.service_date,
            "link": reverse("ehcp:contribution", args=[contribution.pk]),
        }
    ]

"""Mirrors a request and its contributions into the worklists, and says who has a part in the case.

Called at the end of every action that changes a state, an owner or a date. It derives everything
from the records as they stand, so that calling it twice changes nothing.
"""

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.children import actions as children
from dco_portal.children.models import Involvement
from dco_portal.work import actions as work
from ehcp.models import AdviceRequest, Contribution, Message
from ehcp.states import CONTRIBUTION_OPEN, REQUEST_OPEN, ContributionState, RequestState

STEPS = {
    ContributionState.UNALLOCATED: "Give it to a clinician",
    ContributionState.WRITING: "Write the advice",
    ContributionState.SENT_BACK: "Answer the comments and sign again",
    ContributionState.SIGNED: "Sign off",
    ContributionState.CHECKING: "With the DCO team",
}


def sync(request: AdviceRequest, *, by: User | None) -> None:
    """Bring involvements and work items of the request and all its contributions up to date."""
    contributions = list(request.contributions.select_related("service__provider", "clinician"))
    _involve(request, contributions, by=by)
    _push_to_icb(request, contributions)
    _push_to_la(request)
    for contribution in contributions:
        _push_to_provider(request, contribution)


def _involve(request: AdviceRequest, contributions: list[Contribution], *, by: User | None) -> None:
    """The LA and the ICB have a part in everything; a service and its clinician in their own part."""

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
        part = {"case_kind": "ehcp.contribution", "case_id": contribution.pk, "organisation": service.provider}
        involve(**part, reason="Asked for advice", service=service)
        for user in _former_writers(contribution):
            children.release(by=by, case_id=contribution.pk, organisation=service.provider, user=user)
        if contribution.clinician:
            involve(**part, reason="Writes the advice", service=service, user=contribution.clinician)


def _former_writers(contribution: Contribution) -> list[User]:
    """People who still have a part as the writer but are not the clinician any more."""
    rows = Involvement.objects.filter(case_id=contribution.pk, ends_on=None).exclude(user=None)
    if contribution.clinician_id:
        rows = rows.exclude(user_id=contribution.clinician_id)
    return [row.user for row in rows.select_related("user")]


def _push_to_icb(request: AdviceRequest, contributions: list[Contribution]) -> None:
    if request.state not in REQUEST_OPEN:
        work.close(object_id=request.pk, organisation=request.icb)
        return
    _push(request, request.icb, owner=request.coordinator, step=icb_step(request, contributions))


def icb_step(request: AdviceRequest, contributions: list[Contribution]) -> str:
    """The DCO team's next step with a request, in words."""
    states = [contribution.state for contribution in contributions]
    live = [state for state in states if state != ContributionState.WITHDRAWN]
    if request.state == RequestState.RECEIVED:
        return "Triage"
    if checking := states.count(ContributionState.CHECKING):
        return "Check and send" if checking == 1 else f"Check and send {checking} services' advice"
    if not live:
        return "Ask a service"
    if all(state == ContributionState.NOT_KNOWN for state in live):
        return "Name a professional to advise"
    return "Waiting for services"


def _push_to_la(request: AdviceRequest) -> None:
    question = request.messages.filter(kind=Message.Kind.ASK_LA, answered_at=None).exists()
    if question:
        _push(request, request.la, owner=request.la_officer, step="Answer the question from health")
    elif request.state == RequestState.RETURNED:
        _push(request, request.la, owner=request.la_officer, step="Acknowledge receipt")
    elif request.state in REQUEST_OPEN:
        _push(request, request.la, owner=request.la_officer, step="Waiting for health advice", part="watches")
    else:
        work.close(object_id=request.pk, organisation=request.la)


def _push(request: AdviceRequest, organisation, *, owner: User | None, step: str, part: str = "owes") -> None:
    due = {} if request.state == RequestState.RETURNED else {"rule": request.rule, "due_on": request.due_on}
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

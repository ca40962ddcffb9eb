"""What the DCO team does with a request: take it on, split it between services, or end it another way."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.errors import Conflict, Invalid
from dco_portal.organisations.models import Organisation, OrganisationKind, ProviderService
from ehcp import letters
from ehcp.actions import intake, locking, tell, work
from ehcp.actions.moves import move, start
from ehcp.actions.versions import author_of, begin_version
from ehcp.models import AdviceRequest, Contribution
from ehcp.rules import triage as rules
from ehcp.states import CONTRIBUTION_OPEN, REQUEST_OPEN, ContributionState, RequestState


@dataclass(frozen=True)
class Ask:
    """What one service is asked, and whether the return waits for it."""

    service: ProviderService
    ask: str = ""
    required: bool = True


def _when(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _said(reason: str) -> str:
    """The reason without spaces around it. Raises Invalid when there is none."""
    if not reason.strip():
        raise Invalid({"reason": "Say why in a sentence or two"})
    return reason.strip()


def _others(people: Iterable[User], by: User) -> list[User]:
    """Whom to tell: everybody once, but nobody of what they did themselves."""
    return list({person.pk: person for person in people if person.pk != by.pk}.values())


@transaction.atomic
def split(*, by: User, request: AdviceRequest, asks: list[Ask]) -> AdviceRequest:
    """Ask one or more services, each with its own contribution; accepts the request if it is new.

    Every contribution keeps the request's statutory date. Raises Invalid without a service, or
    when one of them is asked already; Conflict when the request is not open.
    """
    request = locking.request(by, request.pk)
    rules.check_can_triage(by, request)
    if not asks:
        raise Invalid({"services": "Choose at least one service to ask."})
    _check_new(request, [ask.service for ask in asks])
    request.coordinator = request.coordinator or by
    request.save()
    if request.state == RequestState.RECEIVED:
        move(request, RequestState.WITH_SERVICES, by=by)
    for ask in asks:
        contribution = _ask(request, ask, by=by)
        tell.about_contribution(
            contribution, tell.lead_people(contribution), kind="asked", subject="advice asked of your service",
            body=f"{request.la.name} has asked for health advice. It is due by {_when(request.due_on)}; "
            f"please give it to a clinician. Your service's own date is {_when(contribution.service_date)}.",
        )  # fmt: skip
    audit.record("ehcp.split", by=by, obj=request, services=len(asks))
    work.sync(request, by=by)
    return request


def _check_new(request: AdviceRequest, services: list[ProviderService]) -> None:
    """No service is asked twice, and none that has closed is asked at all."""
    asked = set(
        request.contributions.exclude(state=ContributionState.WITHDRAWN).values_list(
            "service_id", flat=True
        )
    )
    if len({service.pk for service in services}) < len(services):
        raise Invalid({"services": "Choose each service once."})
    for service in services:
        if service.pk in asked:
            raise Invalid({"services": f"{service.name} has been asked already."})
        if service.closed_on:
            raise Invalid({"services": f"{service.name} has closed. Choose another service."})


def _ask(
    request: AdviceRequest, ask: Ask, *, by: User, named_adviser: bool = False
) -> Contribution:
    contribution = Contribution.objects.create(
        request=request, service=ask.service, ask=ask.ask, required=ask.required, named_adviser=named_adviser,
        reference=f"{request.reference}-{request.contributions.count() + 1}",
        due_on=request.due_on, service_date=request.service_date,
    )  # fmt: skip
    start(contribution, by=by)
    audit.record("ehcp.ask_service", by=by, obj=contribution, child_id=request.child_id)
    return contribution


@transaction.atomic
def assign(*, by: User, request: AdviceRequest, coordinator: User | None) -> AdviceRequest:
    """Make somebody of the DCO team the owner of the case, or nobody. Raises Invalid for others."""
    request = locking.request(by, request.pk)
    rules.check_can_triage(by, request)
    if coordinator and not people(request.icb, P.TRIAGE).filter(pk=coordinator.pk).exists():
        raise Invalid({"owner": "Choose somebody of the DCO team."})
    if request.coordinator == coordinator:
        return request
    request.coordinator = coordinator
    request.save()
    audit.record("ehcp.assign", by=by, obj=request, owner=coordinator.pk if coordinator else "")
    if coordinator and coordinator != by:
        tell.about_request(
            request, [coordinator], kind="assigned", subject="this case is now yours",
            body=f"{by.name} has given you this request for health advice. It is due by {_when(request.due_on)}.",
        )  # fmt: skip
    work.sync(request, by=by)
    return request


@transaction.atomic
def name_adviser(
    *,
    by: User,
    request: AdviceRequest,
    service: ProviderService,
    ask: str,
    clinician: User | None = None,
) -> Contribution:
    """Name a health care professional to advise when no service asked knows the child (reg 6(1)(c)).

    Raises Invalid when the clinician is not one of that service.
    """
    request = locking.request(by, request.pk)
    rules.check_can_name_adviser(by, request)
    if service.closed_on:
        raise Invalid({"service": f"{service.name} has closed. Choose another service."})
    existing = (
        request.contributions.filter(service=service)
        .exclude(state=ContributionState.WITHDRAWN)
        .first()
    )
    if (
        clinician
        and not people(service.provider, P.WRITE_ADVICE, service=service)
        .filter(pk=clinician.pk)
        .exists()
    ):
        raise Invalid({"clinician": "Choose a clinician of this service."})
    if existing:
        contribution = locking.contribution(by, existing.pk)
        contribution.named_adviser, contribution.ask = True, ask
        contribution.required, contribution.clinician = True, None
        move(
            contribution, ContributionState.UNALLOCATED, by=by, reason="Named by the DCO to advise"
        )
    else:
        contribution = _ask(request, Ask(service, ask), by=by, named_adviser=True)
    if clinician:
        contribution.clinician = clinician
        move(contribution, ContributionState.WRITING, by=by, reason="Named by the DCO to advise")
        draft = begin_version(by=by, contribution=contribution)
        draft.content["author"] = author_of(clinician)
        draft.save()
    audit.record("ehcp.name_adviser", by=by, obj=contribution, child_id=request.child_id)
    work.sync(request, by=by)
    tell.about_contribution(
        contribution, tell.provider_people(contribution), kind="named", subject="you are named to advise",
        body=f"No service asked knows this child, so the DCO has named you to give health advice by "
        f"{_when(request.due_on)}.",
    )  # fmt: skip
    return contribution


def _end(request: AdviceRequest, state: RequestState, *, by: User, reason: str, verb: str) -> None:
    """End a request another way than by return; its open contributions are let off."""
    request.ended_reason = reason
    move(request, state, by=by, reason=reason)
    for contribution in request.contributions.filter(state__in=CONTRIBUTION_OPEN).select_related(
        "service__provider"
    ):
        told = tell.provider_people(contribution)
        contribution.ended_reason = f"The request ended: {state.label}"
        move(contribution, ContributionState.WITHDRAWN, by=by, reason=contribution.ended_reason)
        tell.about_contribution(
            contribution, told, kind="ended", subject="no longer needed", linked=False,
            body="The request for health advice has ended, so this advice is no longer needed.",
        )  # fmt: skip
    audit.record(verb, by=by, obj=request)
    work.sync(request, by=by)


@transaction.atomic
def mark_duplicate(*, by: User, request: AdviceRequest, of: AdviceRequest) -> AdviceRequest:
    """End a request because an earlier one asks the same for the same child."""
    request = locking.request(by, request.pk)
    rules.check_can_triage(by, request)
    first = rules.first_requests(by, request).filter(pk=of.pk).first()
    if first is None:
        raise Invalid({"of": "Choose another request by the same authority for the same child."})
    if first.state in rules.ENDED_OTHERWISE:
        raise Invalid(
            {"of": f"{first.reference} has ended itself. Choose the request that goes on."}
        )
    request.duplicate_of = of = first
    _end(
        request,
        RequestState.DUPLICATE,
        by=by,
        reason=f"Duplicate of {of.reference}",
        verb="ehcp.duplicate",
    )
    tell.about_request(
        request, tell.la_people(request), kind="duplicate", subject="ended as a duplicate",
        body=f"This asks the same as {of.reference}, which goes on.",
    )  # fmt: skip
    return request


@transaction.atomic
def forward(*, by: User, request: AdviceRequest, icb: Organisation, reason: str) -> AdviceRequest:
    """Pass a request to the ICB that should have had it; the LA is told at once. Returns the request ended here.

    The other ICB has a request of its own, whose clock runs from the day it has it.
    """
    request = locking.request(by, request.pk)
    rules.check_can_triage(by, request)
    if icb.kind != OrganisationKind.ICB or icb.closed_on or icb.pk == request.icb_id:
        raise Invalid({"icb": "Choose another integrated care board."})
    request.forwarded_to = icb
    _end(request, RequestState.FORWARDED, by=by, reason=_said(reason), verb="ehcp.forward")
    onward = intake.receive_forwarded(by=by, request=request, icb=icb)
    tell.about_request(
        request, tell.la_people(request), kind="forwarded", subject=f"forwarded to {icb.label}",
        body=f"This request was for another integrated care board. {icb.name} has it now as {onward.reference}, "
        f"due by {_when(onward.due_on)}.",
    )  # fmt: skip
    return request


@transaction.atomic
def withdraw(*, by: User, request: AdviceRequest, reason: str) -> AdviceRequest:
    """The LA takes its request back; it stays on the record."""
    request = locking.request(by, request.pk)
    rules.check_can_withdraw(by, request)
    _end(request, RequestState.WITHDRAWN, by=by, reason=_said(reason), verb="ehcp.withdraw")
    tell.about_request(
        request, _others([*tell.dco_people(request), *tell.la_people(request)], by), kind="withdrawn",
        subject="withdrawn", body=f"{by.name} has withdrawn this request for health advice.",
    )  # fmt: skip
    return request


@transaction.atomic
def refuse(*, by: User, request: AdviceRequest, reason: str) -> AdviceRequest:
    """Refuse in writing under s.31(2): incompatible with the body's duties or harmful to its functions.

    The written reasons go to the LA as a letter (`ehcp.letters`).
    """
    request = locking.request(by, request.pk)
    rules.check_can_refuse(by, request)
    _end(request, RequestState.REFUSED, by=by, reason=_said(reason), verb="ehcp.refuse")
    letters.refusal(request, by=by)
    tell.about_request(
        request, tell.la_people(request), kind="refused", subject="refused, with written reasons",
        body="The integrated care board has refused this request under section 31 of the Children and Families "
        "Act 2014. Its written reasons are with the request.",
    )  # fmt: skip
    return request


@transaction.atomic
def reopen(*, by: User, request: AdviceRequest, reason: str) -> AdviceRequest:
    """Open a request again, with its dates unchanged: the clock never stopped.

    Services that were let off when it ended are asked anew by `split`.
    """
    request = locking.request(by, request.pk)
    rules.check_can_reopen(by, request)
    returned = request.state in {RequestState.RETURNED, RequestState.ACKNOWLEDGED}
    request.ended_reason, request.duplicate_of, request.forwarded_to = "", None, None
    move(
        request,
        RequestState.WITH_SERVICES if returned else RequestState.RECEIVED,
        by=by,
        reason=_said(reason),
    )
    if not returned and request.contributions.exclude(state=ContributionState.WITHDRAWN).exists():
        move(request, RequestState.WITH_SERVICES, by=by, reason="Services have answered it before")
    audit.record("ehcp.reopen", by=by, obj=request)
    work.sync(request, by=by)
    tell.about_request(
        request, _others([*tell.dco_people(request), *tell.la_people(request)], by), kind="reopened", subject="reopened",
        body=f"{by.name} has reopened this request. Its due date is still {_when(request.due_on)}.",
    )  # fmt: skip
    return request


@transaction.atomic
def withdraw_contribution(*, by: User, contribution: Contribution, reason: str) -> Contribution:
    """Let a service off, with the reason."""
    contribution = locking.contribution(by, contribution.pk)
    rules.check_can_withdraw_contribution(by, contribution)
    told = tell.provider_people(contribution)
    contribution.ended_reason = _said(reason)
    move(contribution, ContributionState.WITHDRAWN, by=by, reason=contribution.ended_reason)
    audit.record(
        "ehcp.withdraw_contribution",
        by=by,
        obj=contribution,
        child_id=contribution.request.child_id,
    )
    work.sync(contribution.request, by=by)
    tell.about_contribution(
        contribution, told, kind="let_off", subject="no longer needed", linked=False,
        body="The DCO team has let your service off: this advice is no longer needed.",
    )  # fmt: skip
    return contribution


@transaction.atomic
def reopen_contribution(*, by: User, contribution: Contribution, reason: str) -> Contribution:
    """Ask a service again: after advice was sent, a new version supersedes it."""
    contribution = locking.contribution(by, contribution.pk)
    rules.check_can_reopen_contribution(by, contribution)
    request = contribution.request
    sent = contribution.state == ContributionState.SENT
    clash = request.contributions.filter(service=contribution.service).exclude(pk=contribution.pk)
    if clash.exclude(state=ContributionState.WITHDRAWN).exists():
        raise Conflict(f"{contribution.service.name} has been asked again already.")
    contribution.ended_reason = ""
    if not sent:  # the leads choose who answers this time
        contribution.clinician = None
    move(
        contribution,
        ContributionState.WRITING if sent else ContributionState.UNALLOCATED,
        by=by,
        reason=_said(reason),
    )
    if sent:
        begin_version(by=by, contribution=contribution)
    if request.state not in REQUEST_OPEN:
        move(
            request,
            RequestState.WITH_SERVICES,
            by=by,
            reason=f"{contribution.reference} was reopened: {reason}",
        )
    audit.record("ehcp.reopen_contribution", by=by, obj=contribution, child_id=request.child_id)
    work.sync(request, by=by)
    tell.about_contribution(
        contribution, tell.provider_people(contribution), kind="reopened_part", subject="asked again",
        body=f"{by.name} has reopened this advice. The due date is still {_when(contribution.due_on)}.",
    )  # fmt: skip
    return contribution

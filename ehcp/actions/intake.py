"""Taking in a request for health advice: the reference is given, the clock starts, everybody is told."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from dco_portal import audit, deadlines
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.children.models import Child
from dco_portal.common.clock import london, now, today
from dco_portal.common.errors import Invalid
from dco_portal.common.references import next_reference
from dco_portal.organisations import policy
from dco_portal.organisations.models import Organisation, ProviderService
from ehcp.actions import tell, work
from ehcp.actions.moves import start
from ehcp.models import AdviceRequest, ConsiderNotice, ExistingAdvice, KnownService
from ehcp.rules import intake as rules

RULES = {
    AdviceRequest.Type.ASSESSMENT: "EHC-HEALTH-6W",
    AdviceRequest.Type.REASSESSMENT: "RA-HEALTH-6W",
    AdviceRequest.Type.TRIBUNAL: "EHC-HEALTH-6W",
}


@dataclass(frozen=True)
class Known:
    """A service or professional the family says knows the child: one of ours, or as they described it."""

    service: ProviderService | None = None
    described: str = ""
    professional: str = ""


@dataclass(frozen=True)
class Existing:
    """Advice there is already, and who agreed on which day that it is sufficient (reg 6(4))."""

    description: str
    author_name: str
    dated: dt.date
    author_role: str = ""
    service: ProviderService | None = None
    author_agreed_on: dt.date | None = None
    la_agreed_on: dt.date | None = None
    family_agreed_on: dt.date | None = None
    family_agreed_by: str = ""


@dataclass(frozen=True)
class Clock:
    """The dates of health's six weeks, by the rule and the ICB's local policy."""

    rule: str
    receipt_policy: str
    starts_on: dt.date
    due_on: dt.date
    service_date: dt.date


def clock_for(
    *, type: str, icb: Organisation, channel: str, asked_on: dt.date, received_on: dt.date
) -> Clock:
    """When the clock of such a request starts and ends.

    Local policy `ehc.receipt`: ACTUAL starts it on the day of arrival; IPSEA_DEEMED on the day that the
    channel and the day of sending make it arrive. The service date is never after the due date.
    """
    chosen = deadlines.Policy(policy.value("ehc.receipt", icb, received_on))
    if chosen is deadlines.Policy.ACTUAL:
        starts_on = received_on
    elif channel == AdviceRequest.Channel.PORTAL:
        moment = london(now()) if received_on == today() else received_on
        starts_on = deadlines.receipt_date(moment, deadlines.Channel.EMAIL, chosen)
    else:
        starts_on = deadlines.receipt_date(asked_on, channel, chosen)
    return _clock(RULES[AdviceRequest.Type(type)], icb, chosen.value, starts_on)


def _clock(rule: str, icb: Organisation, receipt_policy: str, starts_on: dt.date) -> Clock:
    due_on = deadlines.compute(rule, starts_on).due_on
    if due_on is None:
        raise Invalid({"type": "The law sets no date for this kind of request"})
    days = dt.timedelta(days=int(policy.value("ehc.service_date_days", icb, starts_on)))
    return Clock(rule, receipt_policy, starts_on, due_on, min(starts_on + days, due_on))


def plan_due(assessment_requested_on: dt.date | None) -> dt.date | None:
    """When the LA's own 20 weeks end (EHC-FINAL-20W); None without the day they began."""
    if assessment_requested_on is None:
        return None
    return deadlines.compute("EHC-FINAL-20W", assessment_requested_on).due_on


@transaction.atomic
def submit(
    *,
    by: User,
    la: Organisation,
    icb: Organisation,
    child: Child,
    type: str,
    decided_on: dt.date,
    asked_on: dt.date,
    question: str,
    reason: str,
    consent: str,
    received_on: dt.date | None = None,
    channel: str = AdviceRequest.Channel.PORTAL,
    assessment_requested_on: dt.date | None = None,
    la_reference: str = "",
    needs_known: str = "",
    family_views: str = "",
    consent_detail: str = "",
    known_services: Sequence[Known] = (),
    existing_advice: Sequence[Existing] = (),
    notice: ConsiderNotice | None = None,
    la_officer: User | None = None,
) -> AdviceRequest:
    """Take in a request: reference, clock, history, parts in the case, work for LA and ICB, acknowledgement.

    `received_on` is today unless the DCO team enters what came another way. Raises NotAllowed, Invalid
    with a sentence per field, and Conflict when the early notice was followed by a request already.
    """
    received_on = received_on or today()
    words = {"question": question, "reason": reason, "consent": consent}
    rules.check_sides(by, la, icb)
    rules.check_channel(by, channel)
    rules.check_dates(
        decided_on=decided_on, asked_on=asked_on, received_on=received_on,
        assessment_requested_on=assessment_requested_on,
    )  # fmt: skip
    rules.check_age(child.born_on, asked_on)
    rules.check_words(words)
    clock = clock_for(
        type=type, icb=icb, channel=channel, asked_on=asked_on, received_on=received_on
    )
    request = AdviceRequest(
        type=type, child=child, la=la, icb=icb, la_reference=la_reference,
        la_officer=la_officer or (None if rules.enters_for_la(by) else by),
        assessment_requested_on=assessment_requested_on, decided_on=decided_on,
        plan_due_on=plan_due(assessment_requested_on), asked_on=asked_on, channel=channel, received_on=received_on,
        needs_known=needs_known, family_views=family_views, consent_detail=consent_detail, **words,
    )  # fmt: skip
    _open(request, clock, known_services, existing_advice, by=by)
    if notice is not None:
        _follow(notice, request, by=by)
    return request


@transaction.atomic
def receive_forwarded(*, by: User, request: AdviceRequest, icb: Organisation) -> AdviceRequest:
    """The right ICB's own request, made from one that went to another; its clock starts today.

    The caller has checked that `by` may forward it.
    """
    copied = (
        "type", "child", "la", "la_reference", "la_officer", "assessment_requested_on", "decided_on", "plan_due_on",
        "asked_on", "channel", "question", "reason", "needs_known", "family_views", "consent", "consent_detail",
    )  # fmt: skip
    onward = AdviceRequest(
        **{field: getattr(request, field) for field in copied},
        icb=icb,
        received_on=today(),
        forwarded_from=request,
    )
    clock = _clock(
        RULES[AdviceRequest.Type(request.type)], icb, deadlines.Policy.ACTUAL.value, today()
    )
    known = [
        Known(row.service, row.described, row.professional) for row in request.known_services.all()
    ]
    existing = [
        Existing(**{field: getattr(row, field) for field in Existing.__dataclass_fields__})
        for row in request.existing_advice.all()
    ]
    _open(onward, clock, known, existing, by=by)
    return onward


def _open(
    request: AdviceRequest,
    clock: Clock,
    known: Sequence[Known],
    existing: Sequence[Existing],
    *,
    by: User,
) -> None:
    """Save a request just received with everything that belongs to it, and tell both sides."""
    request.reference = next_reference("EHC")
    request.receipt_policy, request.clock_start = clock.receipt_policy, clock.starts_on
    request.rule, request.due_on, request.service_date = (
        clock.rule,
        clock.due_on,
        clock.service_date,
    )
    request.entered_by = by
    request.save()
    start(request, by=by)
    KnownService.objects.bulk_create(
        KnownService(
            request=request,
            service=row.service,
            described=row.described,
            professional=row.professional,
        )
        for row in known
    )
    ExistingAdvice.objects.bulk_create(
        ExistingAdvice(
            request=request, **{f: getattr(row, f) for f in Existing.__dataclass_fields__}
        )
        for row in existing
    )
    audit.record(
        "ehcp.receive", by=by, obj=request, rule=request.rule, due_on=request.due_on, channel=request.channel,
        received_on=request.received_on,
    )  # fmt: skip
    work.sync(request, by=by)
    _acknowledge(request)


def _acknowledge(request: AdviceRequest) -> None:
    due, received = deadlines.long_date(request.due_on), deadlines.long_date(request.clock_start)
    law = deadlines.rules.get(request.rule).citation
    tell.about_request(
        request, tell.la_people(request), kind="acknowledged", subject="your request has been received",
        body=f"Health’s advice is due by {due}: six weeks from {received}, the day the request counts as received "
        f"({law}). Asking you for anything that is missing does not stop the clock.",
    )  # fmt: skip
    tell.about_request(
        request, people(request.icb, P.TRIAGE), kind="received", subject="a request for health advice has come",
        body=f"{request.la.name} has asked for health advice. It is due by {due}. Please triage it.",
    )  # fmt: skip


def _follow(notice: ConsiderNotice, request: AdviceRequest, *, by: User) -> None:
    """The early notice has led to this request: it and its open checks leave the lists."""
    from ehcp.actions import notices

    notices.mark_requested(by=by, notice_id=notice.pk, request=request)

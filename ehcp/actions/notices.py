"""The LA's early notice that it considers an assessment, and which services know the child.

The law sets no period for it (EHC-CONSIDER-NOTICE): the day by which services answer is local policy.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.children import actions as children
from dco_portal.children.actions import find_or_add
from dco_portal.children.matching import check_child
from dco_portal.children.models import Child
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.common.references import next_reference
from dco_portal.notifications import actions as notifications
from dco_portal.organisations import policy
from dco_portal.organisations.models import Organisation, ProviderService
from dco_portal.work import actions as work
from ehcp.models import AdviceRequest, ConsiderNotice, ServiceCheck
from ehcp.queries.notices import covering
from ehcp.rules import intake as intake_rules
from ehcp.rules import notices as rules

State, Answer = ConsiderNotice.State, ServiceCheck.Answer


@transaction.atomic
def open_notice(
    *,
    by: User,
    la: Organisation,
    icb: Organisation,
    child: Child,
    notice_on: dt.date,
    received_on: dt.date | None = None,
    note: str = "",
    services: Iterable[ProviderService] | None = None,
) -> ConsiderNotice:
    """Take in an early notice and ask services whether they know the child: those named, else all that cover the LA.

    Raises NotAllowed, Invalid beside the field, Conflict while another notice about this child is open.
    """
    received_on = received_on or today()
    intake_rules.check_sides(by, la, icb)
    rules.check_notice_dates(notice_on=notice_on, received_on=received_on)
    intake_rules.check_age(child.born_on, notice_on)
    _check_none_open(child, la)
    asked = list(covering(la) if services is None else services)
    notice = ConsiderNotice.objects.create(
        reference=next_reference("ECN"), child=child, la=la, icb=icb, notice_on=notice_on, received_on=received_on,
        note=note, entered_by=by,
    )  # fmt: skip
    sides = ((la, "Considers an EHC needs assessment"), (icb, "Answers for health advice"))
    for organisation, reason in sides:
        children.involve(
            by=by,
            child=child,
            organisation=organisation,
            case_kind="ehcp.notice",
            case_id=notice.pk,
            reason=reason,
        )
    audit.record("ehcp.notice", by=by, obj=notice, services=len(asked))
    _ask(notice, asked, by=by)
    _sync(notice)
    _tell(
        notice, people(icb, P.TRIAGE), "notice", "an assessment is being considered",
        f"{la.name} considers an EHC needs assessment. Services are being asked whether they know the child.",
    )  # fmt: skip
    return notice


@transaction.atomic
def send(
    *, by: User, la: Organisation, icb: Organisation, child_values: Mapping[str, Any], notice_on: dt.date,
    received_on: dt.date | None = None, note: str = "",
) -> ConsiderNotice:  # fmt: skip
    """An early notice from a form: the child is found or added first. Raises also `MayExist`."""
    intake_rules.check_sides(by, la, icb)
    check_child(child_values, by=by, check_age=intake_rules.check_age)
    child = find_or_add(by=by, la=la, icb=icb, values=child_values)
    notice = open_notice(
        by=by, la=la, icb=icb, child=child, notice_on=notice_on, received_on=received_on, note=note
    )
    audit.record("ehcp.notice_form", by=by, obj=notice)
    return notice


def _check_none_open(child: Child, la: Organisation) -> None:
    Child.objects.select_for_update(of=("self",)).get(pk=child.pk)
    other = ConsiderNotice.objects.filter(child=child, la=la, state__in=rules.OPEN).first()
    if other:
        raise Conflict(f"There is an early notice about this child already: {other.reference}.")


@transaction.atomic
def ask_services(
    *, by: User, notice_id: uuid.UUID, services: Iterable[ProviderService]
) -> ConsiderNotice:
    """Ask further services whether they know the child. Raises NotFound, NotAllowed, Conflict, Invalid."""
    notice = _locked(by, notice_id)
    rules.check_can_ask_services(by, notice)
    there = set(notice.checks.values_list("service_id", flat=True))
    new = [service for service in services if service.pk not in there]
    if not new:
        raise Invalid({"services": "Choose at least one service that has not been asked"})
    _ask(notice, new, by=by)
    notice.state = State.OPEN
    notice.save()
    audit.record("ehcp.notice_ask", by=by, obj=notice, services=len(new))
    _sync(notice)
    return notice


def _ask(notice: ConsiderNotice, services: list[ProviderService], *, by: User) -> None:
    for service in services:
        check = ServiceCheck.objects.create(notice=notice, service=service)
        for organisation, part in (
            (service.provider, service), (notice.la, None), (notice.icb, None),
        ):  # fmt: skip
            children.involve(
                by=by, child=notice.child, organisation=organisation, service=part, case_kind="ehcp.check",
                case_id=check.pk, reason="Asked whether the child is known" if part else "Asks who knows the child",
            )  # fmt: skip
        notifications.tell(
            recipients=people(service.provider, P.ALLOCATE, service=service), kind="ehcp.check",
            subject=f"{notice.reference}: does your service know this child?",
            body=f"{notice.la.name} considers an EHC needs assessment. Please say by {_words(answer_by(notice))} "
            f"whether {service.name} knows the child. Nothing else is asked yet.",
            link=reverse("ehcp:notice-check", args=[check.pk]), reference=notice.reference,
            dedupe_key=f"ehcp.check:{check.pk}",
        )  # fmt: skip


def answer_by(notice: ConsiderNotice) -> dt.date:
    """The day by which services answer: local policy, not law."""
    return notice.received_on + dt.timedelta(
        days=int(policy.value("ehc.check_days", notice.icb, notice.received_on))
    )


@transaction.atomic
def answer(
    *, by: User, check_id: uuid.UUID, answer: str, note: str = "", last_seen_on: dt.date | None = None,
    amends: bool = False,
) -> ServiceCheck:  # fmt: skip
    """Say for one service whether it knows the child; the last answer tells the LA and the DCO team.

    `amends` says that the person saw the earlier answer and changes it; otherwise an answer given
    meanwhile raises Conflict, naming who gave it. Raises NotFound, NotAllowed, Invalid.
    """
    check = _locked_check(by, check_id)
    rules.check_can_answer(by, check)
    if check.answer != Answer.WAITING and not amends:
        who = check.answered_by.name if check.answered_by else "Somebody"
        raise Conflict(
            f"{who} has answered for {check.service.name} already: {check.get_answer_display()}."
        )
    rules.check_answer(check, answer=answer, note=note, last_seen_on=last_seen_on)
    check.answer, check.note, check.last_seen_on = answer, note.strip(), last_seen_on
    check.answered_by, check.answered_at = by, now()
    check.save()
    audit.record(
        "ehcp.check_answer", by=by, obj=check, child_id=check.notice.child_id, answer=answer
    )
    _settle(check.notice)
    return check


def _settle(notice: ConsiderNotice) -> None:
    """After an answer: when it was the last, say so."""
    waiting = notice.checks.filter(answer=Answer.WAITING).exists()
    if not waiting and notice.state == State.OPEN:
        notice.state = State.CHECKED
        notice.save()
        told = {*people(notice.icb, P.TRIAGE), *people(notice.la, P.REQUEST_ADVICE)}
        _tell(
            notice, sorted(told, key=lambda user: user.email), "checked", "all services have answered",
            "Every service asked has said whether it knows the child. You can ask for advice or close the notice.",
        )  # fmt: skip
    _sync(notice)


@transaction.atomic
def assign_check(*, by: User, check_id: uuid.UUID, owner: User | None) -> ServiceCheck:
    """Give a service's question to one of its people, or back to the service. Raises NotFound, NotAllowed, Invalid."""
    check = _locked_check(by, check_id)
    rules.check_can_assign(by, check)
    provider = check.service.provider
    able = people(provider, P.WRITE_ADVICE, service=check.service) | people(
        provider, P.ALLOCATE, service=check.service
    )
    if owner is not None and not able.filter(pk=owner.pk).exists():
        raise Invalid({"owner": "Choose somebody of this service"})
    if check.owner and check.owner != owner:
        children.release(by=by, case_id=check.pk, organisation=provider, user=check.owner)
    check.owner = owner
    check.save()
    if owner is not None:
        children.involve(
            by=by, child=check.notice.child, organisation=provider, service=check.service, user=owner,
            case_kind="ehcp.check", case_id=check.pk, reason="Looks up whether the child is known",
        )  # fmt: skip
    audit.record(
        "ehcp.check_assign",
        by=by,
        obj=check,
        child_id=check.notice.child_id,
        owner=owner.pk if owner else "",
    )
    _sync(check.notice)
    return check


@transaction.atomic
def close_notice(*, by: User, notice_id: uuid.UUID, reason: str) -> ConsiderNotice:
    """No request follows: close the notice with the reason. Raises NotFound, NotAllowed, Conflict, Invalid."""
    notice = _locked(by, notice_id)
    rules.check_can_manage_notice(by, notice)
    if not reason.strip():
        raise Invalid({"reason": "Say why no request follows"})
    notice.state, notice.closed_reason = State.CLOSED, reason.strip()
    notice.save()
    audit.record("ehcp.notice_close", by=by, obj=notice)
    _end_checks(notice, by=by)
    _sync(notice)
    return notice


@transaction.atomic
def mark_requested(*, by: User, notice_id: uuid.UUID, request: AdviceRequest) -> ConsiderNotice:
    """The notice has led to this request; its checks leave the lists. Raises NotFound, Conflict, Invalid."""
    notice = _locked(by, notice_id)
    rules.check_can_manage_notice(by, notice)
    if notice.child_id != request.child_id or notice.la_id != request.la_id:
        raise Invalid("The early notice is about another child or from another local authority.")
    notice.state, notice.request = State.REQUESTED, request
    notice.save()
    audit.record("ehcp.notice_requested", by=by, obj=notice, request=request.reference)
    _end_checks(notice, by=by)
    _sync(notice)
    return notice


def _end_checks(notice: ConsiderNotice, *, by: User) -> None:
    """The services' parts end with the notice: who is asked for advice gets a part of its own."""
    for check in notice.checks.select_related("service__provider"):
        children.release(by=by, case_id=check.pk, organisation=check.service.provider)


def _locked(by: User, notice_id: uuid.UUID) -> ConsiderNotice:
    rows = (
        ConsiderNotice.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=notice_id)
    )
    found = rows.select_related("la", "icb", "child").first()
    if found is None:
        raise NotFound
    return found


def _locked_check(by: User, check_id: uuid.UUID) -> ServiceCheck:
    """The check, its notice locked first, so that two last answers cannot miss each other."""
    found = (
        ServiceCheck.objects.visible_to(by)
        .filter(pk=check_id)
        .values_list("notice_id", flat=True)
        .first()
    )
    if found is None:
        raise NotFound
    ConsiderNotice.objects.select_for_update(of=("self",)).get(pk=found)
    rows = ServiceCheck.objects.select_for_update(of=("self",))
    return rows.select_related(
        "notice__la", "notice__icb", "notice__child", "service__provider", "answered_by", "owner"
    ).get(pk=check_id)


def _sync(notice: ConsiderNotice) -> None:
    """Mirror the notice and its checks into the worklists."""
    waiting = notice.state == State.OPEN

    def push(organisation: Organisation, step: str, part: str) -> None:
        work.push(
            kind="ehcp.notice", object_id=notice.pk, reference=notice.reference, organisation=organisation,
            title="Early notice of an assessment", step="Services are being asked" if waiting else step,
            link=reverse("ehcp:notice", args=[notice.pk]), part="watches" if waiting else part,
        )  # fmt: skip

    if not rules.is_open(notice):
        work.close(object_id=notice.pk)
    else:
        push(notice.la, "Ask for advice, or close it", "owes")
        push(notice.icb, "Waiting for the local authority", "watches")
    for check in notice.checks.select_related("service__provider", "owner"):
        provider = check.service.provider
        if check.answer != Answer.WAITING or not rules.is_open(notice):
            work.close(object_id=check.pk, organisation=provider)
        else:
            work.push(
                kind="ehcp.check", object_id=check.pk, organisation=provider, reference=notice.reference,
                title=f"Early notice: is the child known to {check.service.name}?"[:120], step="Say whether you know the child",
                link=reverse("ehcp:notice-check", args=[check.pk]), team=check.service, owner=check.owner,
                escalate_to=notice.icb, target_on=answer_by(notice),
            )  # fmt: skip


def _tell(
    notice: ConsiderNotice, recipients: Iterable[User], kind: str, subject: str, body: str
) -> None:
    notifications.tell(
        recipients=recipients, kind=f"ehcp.notice_{kind}", subject=f"{notice.reference}: {subject}", body=body,
        link=reverse("ehcp:notice", args=[notice.pk]), reference=notice.reference,
        dedupe_key=f"ehcp.notice_{kind}:{notice.pk}:{notice.checks.count()}",
    )  # fmt: skip


def _words(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"

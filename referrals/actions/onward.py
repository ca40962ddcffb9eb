"""Onward referrals: sent with their own consent, accepted or declined by the service, withdrawn by the sender.

The notice never depends on one, and neither the local authority nor the DCO team has a part in it.
"""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.children import actions as children
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Invalid, NotFound
from dco_portal.notifications import actions as notifications
from dco_portal.organisations.models import ProviderService
from dco_portal.work import actions as work
from referrals import documents
from referrals.actions import locking
from referrals.models import Notification, OnwardReferral
from referrals.rules import onward as rules

KIND = "referrals.onward"
State = OnwardReferral.State
WORDS = {State.ACCEPTED: "accepted", State.DECLINED: "not accepted"}


@transaction.atomic
def refer(
    *,
    by: User,
    notification: Notification,
    reason: str,
    consent_by: str,
    consent_on: dt.date | None,
    consent_how: str,
    service: ProviderService | None = None,
    described: str = "",
) -> OnwardReferral:
    """Refer the child to a service. Raises NotFound, NotAllowed, Conflict, Invalid beside the fields."""
    row = locking.notification(by, notification.pk)
    rules.check_can_refer(by, row)
    rules.check_referral(
        {"service": service, "described": described, "reason": reason, "consent_by": consent_by,
         "consent_on": consent_on, "consent_how": consent_how}
    )  # fmt: skip
    assert by.organisation is not None and consent_on is not None  # both checked
    there = row.onward_referrals.filter(service=service, state=State.SENT)
    if service and there.exists():
        raise Invalid({"service": "This service has a referral of this child from you already and has not answered it"})  # fmt: skip
    number = row.onward_referrals.count() + 1
    referral = OnwardReferral.objects.create(
        reference=f"{row.reference}-R{number}", notification=row, service=service, described=described.strip(),
        reason=reason.strip(), consent_by=consent_by.strip(), consent_on=consent_on, consent_how=consent_how,
        sent_by=by, sent_organisation=by.organisation, sent_on=today(),
    )  # fmt: skip
    _involve(referral, by=by)
    referral.document = documents.referral_letter(referral, by=by)
    referral.save(update_fields=["document", "updated_at"])
    audit.record(
        "referrals.refer_on", by=by, obj=referral, child_id=row.child_id, service=service.pk if service else "described"
    )  # fmt: skip
    _push(referral)
    if service:
        _tell(
            referral, people(service.provider, P.ALLOCATE, service=service), "has come",
            f"{by.name} has referred a child to {service.name}. Please accept or decline it.",
        )  # fmt: skip
    return referral


@transaction.atomic
def accept(*, by: User, referral_id: uuid.UUID, words: str = "") -> OnwardReferral:
    """The service takes the child on. Raises NotFound, NotAllowed, Conflict."""
    return _answer(by, referral_id, State.ACCEPTED, words)


@transaction.atomic
def decline(*, by: User, referral_id: uuid.UUID, words: str) -> OnwardReferral:
    """The service does not; it says why. Raises NotFound, NotAllowed, Conflict, Invalid beside `words`."""
    if not words.strip():
        raise Invalid({"words": "Say why, and where the family could turn instead"})
    return _answer(by, referral_id, State.DECLINED, words)


@transaction.atomic
def withdraw(*, by: User, referral_id: uuid.UUID, words: str) -> OnwardReferral:
    """The sender takes it back, such as when the parent does not agree any more."""
    referral = locked(by, referral_id)
    rules.check_can_withdraw(by, referral)
    if not words.strip():
        raise Invalid({"words": "Say why it is withdrawn"})
    _end(referral, State.WITHDRAWN, words, by=by)
    if referral.service:
        _tell(
            referral, people(referral.service.provider, P.ALLOCATE, service=referral.service), "has been withdrawn",
            f"{by.name} has withdrawn a referral to {referral.service.name}.", linked=False,
        )  # fmt: skip
        children.release(by=by, case_id=referral.pk, service=referral.service)
    return referral


def locked(by: User, referral_id: uuid.UUID) -> OnwardReferral:
    """The referral in the person's scope, locked. Raises NotFound."""
    rows = OnwardReferral.objects.visible_to(by).select_for_update(of=("self",))
    joined = rows.select_related("notification", "service__provider", "sent_by", "answered_by")
    referral = joined.filter(pk=referral_id).first()
    if referral is None:
        raise NotFound
    return referral


def _answer(by: User, referral_id: uuid.UUID, state: State, words: str) -> OnwardReferral:
    referral = locked(by, referral_id)
    rules.check_can_answer(by, referral)
    _end(referral, state, words, by=by)
    if referral.sent_by != by:
        _tell(
            referral, [referral.sent_by], f"was {WORDS[state]}",
            f"{by.name} answered your referral to {referral.service}: {WORDS[state]}. The referral’s page says more.",
        )  # fmt: skip
    return referral


def _end(referral: OnwardReferral, state: State, words: str, *, by: User) -> None:
    referral.state, referral.answer_words = state, words.strip()
    referral.answered_by, referral.answered_at = by, now()
    referral.save()
    audit.record(
        f"referrals.onward_{state.value}", by=by, obj=referral, child_id=referral.notification.child_id
    )  # fmt: skip
    work.close(object_id=referral.pk)


def _involve(referral: OnwardReferral, *, by: User) -> None:
    """The service and the sender have a part in the referral; the service has none in the notification."""
    child, service = referral.notification.child, referral.service
    sender = {
        "organisation": referral.sent_organisation,
        "reason": "Referred the child to a service",
    }
    own = by.membership.service if by.membership else None
    parts: list[dict[str, Any]] = [{**sender, "user": by}, {**sender, "service": own}]
    if service:
        parts.append({"organisation": service.provider, "service": service, "reason": "The child was referred to it"})  # fmt: skip
    for part in parts:
        children.involve(by=by, child=child, case_kind=KIND, case_id=referral.pk, **part)


def _push(referral: OnwardReferral) -> None:
    link = reverse("referrals:onward", args=[referral.pk])
    common: dict[str, Any] = {
        "kind": KIND, "object_id": referral.pk, "reference": referral.reference, "link": link,
    }  # fmt: skip
    service = referral.service
    if service is None or service.provider_id != referral.sent_organisation_id:
        step = "Waiting for the service" if service else "Send it, and note the answer"
        work.push(
            **common, organisation=referral.sent_organisation, title="Referral to a service", step=step,
            part="watches" if service else "owes", owner=referral.sent_by,
        )  # fmt: skip
    if service:
        work.push(
            **common, organisation=service.provider, title="Referral of a child under 5",
            step="Accept or decline the referral", team=service,
        )  # fmt: skip


def _tell(
    referral: OnwardReferral, recipients, subject: str, body: str, *, linked: bool = True
) -> None:
    notifications.tell(
        recipients=recipients, kind="referrals.onward", subject=f"{referral.reference}: a referral {subject}",
        body=body, reference=referral.reference, organisation=referral.sent_organisation,
        link=reverse("referrals:onward", args=[referral.pk]) if linked else "",
        dedupe_key=f"referrals.onward:{referral.pk}:{referral.state}",
    )  # fmt: skip

"""Recording a lawful exception and deciding on it. Neither ever moves a date."""

import datetime as dt
from typing import Any

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.clock import now
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.documents.models import Attachment
from ehcp.actions import locking, tell, work
from ehcp.models import AdviceRequest, Contribution, LawfulException
from ehcp.rules import exceptions as rules


@transaction.atomic
def record(
    *,
    by: User,
    request: AdviceRequest | None = None,
    contribution: Contribution | None = None,
    exception: str,
    facts: str,
    happened_from: dt.date,
    happened_to: dt.date,
    impractical_because: str,
    evidence: Attachment | None = None,
    evidence_words: str = "",
) -> LawfulException:
    """Record the facts of an exception on a request, or on one service's contribution.

    Raises Invalid when the law does not know the exception for this rule, when the facts cannot
    open it, or when there is no evidence.
    """
    if contribution is not None:
        contribution = locking.contribution(by, contribution.pk)
        request = contribution.request
    elif request is not None:
        request = locking.request(by, request.pk)
    else:
        raise NotFound
    rules.check_can_record_exception(by, request)
    if contribution is not None:
        rules.check_part_is_open(contribution)
    rules.check_facts(request, exception, happened_from, happened_to)
    rules.check_words(facts=facts, impractical_because=impractical_because)
    if evidence is None and not evidence_words.strip():
        raise Invalid({"evidence_words": "Say what the evidence is, or attach it."})
    _check_new(request, contribution, exception, happened_from, happened_to)
    row = LawfulException.objects.create(
        request=request, contribution=contribution, exception=exception, facts=facts,
        happened_from=happened_from, happened_to=happened_to, impractical_because=impractical_because,
        evidence=evidence, evidence_words=evidence_words, recorded_by=by,
    )  # fmt: skip
    audit.record(
        "ehcp.exception_recorded", by=by, obj=row, child_id=request.child_id, exception=exception
    )
    work.sync(request, by=by)
    deciders = people(request.icb, P.APPROVE_EXCEPTION).exclude(pk=by.pk)
    tell.about_request(
        request, deciders, kind="exception", subject="an exception waits for your decision",
        body="A lawful exception has been recorded. It does not change the due date.",
    )  # fmt: skip
    return row


def _check_new(
    request: AdviceRequest,
    contribution: Contribution | None,
    exception: str,
    happened_from: dt.date,
    happened_to: dt.date,
) -> None:
    """The same facts are recorded once: a second press of the button changes nothing."""
    same = request.exceptions.filter(
        contribution=contribution,
        exception=exception,
        happened_from=happened_from,
        happened_to=happened_to,
    ).exclude(decision=LawfulException.Decision.REFUSED)
    if row := same.select_related("recorded_by").first():
        raise Conflict(
            f"{row.recorded_by.name} has already recorded this exception for the same days."
        )


@transaction.atomic
def decide(*, by: User, exception: LawfulException, approve: bool, reason: str) -> LawfulException:
    """Approve an exception or not, with the reason. Nobody decides on their own."""
    locking.request(by, exception.request_id)
    rows = LawfulException.objects.select_for_update(of=("self",)).select_related(
        "request__la", "request__la_officer", "request__icb", "decided_by", "recorded_by",
        "contribution",
    )  # fmt: skip
    row = rows.get(pk=exception.pk)
    rules.check_can_decide_exception(by, row)
    if not reason.strip():
        raise Invalid({"reason": "Give the reason for your decision"})
    row.decision = (
        LawfulException.Decision.APPROVED if approve else LawfulException.Decision.REFUSED
    )
    row.decided_by, row.decided_at, row.decision_reason = by, now(), reason.strip()
    row.save()
    audit.record(
        "ehcp.exception_decided", by=by, obj=row, child_id=row.request.child_id, approved=approve
    )
    work.sync(row.request, by=by)
    _tell_decided(row)
    return row


def _tell_decided(row: LawfulException) -> None:
    """The LA and whoever recorded it; a service hears of it where it can read it."""
    words: dict[str, Any] = {
        "kind": "exception_decided",
        "subject": f"exception {row.get_decision_display().lower()}",
        "body": "A decision on a lawful exception has been recorded. The due date stays as it was.",
    }
    tell.about_request(row.request, tell.la_people(row.request), **words)
    if row.contribution:
        tell.about_contribution(row.contribution, [row.recorded_by], **words)
    else:
        tell.about_request(row.request, [row.recorded_by], **words)

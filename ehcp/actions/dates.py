"""Correcting the day a request was received: the one fact that the due date hangs on."""

import datetime as dt

from django.db import transaction

from dco_portal import audit, deadlines
from dco_portal.accounts.models import User
from ehcp.actions import intake, locking, tell, work
from ehcp.models import AdviceRequest, DateCorrection
from ehcp.rules import dates as rules
from ehcp.states import CONTRIBUTION_OPEN


@transaction.atomic
def correct_receipt(
    *, by: User, request: AdviceRequest, received_on: dt.date, reason: str
) -> DateCorrection:
    """Correct a wrongly recorded day of receipt; the dates follow, the original stays on record.

    Everybody who works to the old date is told. Raises Invalid for a day that cannot be.
    """
    request = locking.request(by, request.pk)
    rules.check_can_correct_receipt(by, request)
    rules.check_received_on(request, received_on)
    clock = intake.clock_for(
        type=request.type,
        icb=request.icb,
        channel=request.channel,
        asked_on=request.asked_on,
        received_on=received_on,
    )
    correction = DateCorrection.objects.create(
        request=request,
        received_before=request.received_on,
        received_after=received_on,
        due_before=request.due_on,
        due_after=clock.due_on,
        reason=reason,
        approved_by=by,
    )
    request.received_on, request.clock_start = received_on, clock.starts_on
    request.receipt_policy = clock.receipt_policy
    request.due_on, request.service_date = clock.due_on, clock.service_date
    request.save()
    request.contributions.update(due_on=clock.due_on)
    request.contributions.filter(state__in=CONTRIBUTION_OPEN).update(
        service_date=clock.service_date
    )
    audit.record(
        "ehcp.correct_receipt",
        by=by,
        obj=request,
        before=correction.received_before,
        after=received_on,
        due_on=clock.due_on,
    )
    work.sync(request, by=by)
    _tell(request, correction)
    return correction


def _tell(request: AdviceRequest, correction: DateCorrection) -> None:
    words = (
        f"The day health received this request was recorded wrongly and has been corrected. "
        f"Health’s advice is due by {deadlines.long_date(correction.due_after)}, "
        f"not {deadlines.long_date(correction.due_before)}."
    )
    sides = {*tell.la_people(request), *tell.dco_people(request)} - {correction.approved_by}
    tell.about_request(
        request,
        sides,
        kind="receipt_corrected",
        subject="the due date has been corrected",
        body=words,
    )
    for contribution in request.contributions.filter(state__in=CONTRIBUTION_OPEN):
        tell.about_contribution(
            contribution,
            tell.provider_people(contribution),
            kind="receipt_corrected",
            subject="the due date has been corrected",
            body=words,
        )

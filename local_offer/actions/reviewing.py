"""The round of checks: reminders, the keeper's list, and hiding what nobody checked. Catches up by itself."""

import datetime as dt

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.organisations import policy
from dco_portal.organisations.models import Organisation
from local_offer.actions import moves, tell, work
from local_offer.models import Service
from local_offer.rules import review

WHY = "Nobody confirmed it in time (local policy)"


def run(on: dt.date | None = None) -> dict[str, int]:
    """One round as of a day (today): {"reminded", "hidden"}. Running it again does nothing twice."""
    day = on or today()
    found = {"reminded": 0, "hidden": 0}
    rows = Service.objects.filter(state=Service.State.PUBLISHED, review_by__isnull=False)
    places = rows.order_by().values("local_authority")
    for authority in Organisation.objects.filter(pk__in=places).order_by("name"):
        found["hidden"] += len(hide_unchecked(by=None, authority=authority, on=day))
        found["reminded"] += remind(by=None, authority=authority, on=day)
    return found


@transaction.atomic
def remind(*, by: User | None, authority: Organisation, on: dt.date) -> int:
    """Remind the keepers of an authority's entries that are soon due; the number of new messages."""
    days = policy.value("local_offer.remind_days", authority, on)
    told = 0
    rows = Service.objects.filter(
        local_authority=authority, state=Service.State.PUBLISHED,
        review_by__lte=on + dt.timedelta(days=max(days)),
        review_by__gte=on - dt.timedelta(days=review.PASSED_DAYS),
    )  # fmt: skip
    for service in rows.select_related("owner", "local_authority").order_by("review_by", "pk"):
        assert service.review_by is not None
        step = review.reminder(service.review_by, on, days)
        if step is not None:
            work.due(service)
            told += tell.reminded(service, step)
    if told:
        audit.record("local_offer.reminded", by=by, obj=authority, count=told)
    return told


@transaction.atomic
def hide_unchecked(*, by: User | None, authority: Organisation, on: dt.date) -> list[Service]:
    """Hide an authority's entries that nobody checked for too long, and tell everybody concerned."""
    days = policy.value("local_offer.hide_days", authority, on)
    rows = Service.objects.select_for_update(of=("self",), skip_locked=True).filter(
        local_authority=authority, state=Service.State.PUBLISHED, review_by__lt=on - dt.timedelta(days=days)
    )  # fmt: skip
    late = list(rows.select_related("owner", "local_authority").order_by("name_sort", "pk"))
    for service in late:
        moves.move(service, Service.State.HIDDEN, by=by, reason=WHY)
        work.due(service)
        audit.record("local_offer.hidden", by=by, obj=service, review_by=service.review_by)
    if late:
        tell.hidden(authority, late)
    return late

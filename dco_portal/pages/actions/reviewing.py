"""Reminding of reviews: what falls due comes into the ICB's list, where the usual reminders go on."""

import datetime as dt

from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.clock import today
from dco_portal.notifications import actions as notifications
from dco_portal.organisations import policy
from dco_portal.organisations.models import Organisation
from dco_portal.pages.models import GuidancePage, Publication
from dco_portal.pages.states import VersionState
from dco_portal.work import actions as work


@transaction.atomic
def sweep(*, by: User | None = None) -> int:
    """Put pages and publications whose review comes near into their ICB's list; how many are new.

    How near is local policy (`pages.review_notice_days`). Twice on a day tells nobody twice.
    """
    told = 0
    kept = GuidancePage.objects.values("organisation").union(
        Publication.objects.values("organisation")
    )
    for organisation in Organisation.objects.filter(pk__in=kept).order_by("pk"):
        days = int(policy.value("pages.review_notice_days", organisation))
        until = today() + dt.timedelta(days=days)
        for page in GuidancePage.objects.filter(
            organisation=organisation, withdrawn_at=None, review_on__lte=until
        ):
            title = page.versions.get(state=VersionState.PUBLISHED).title
            link = reverse("pages:desk_page", args=[page.pk])
            told += _remind(page, "pages.review", f"Review guidance: {title}", link)
        for row in Publication.objects.filter(
            organisation=organisation, withdrawn_at=None, review_on__lte=until
        ):
            link = reverse("pages:desk_publication", args=[row.pk])
            told += _remind(row, "pages.publication", f"Review publication: {row.title}", link)
    if told:
        audit.record("pages.review_reminders", by=by, count=told)
    return told


def _remind(thing: GuidancePage | Publication, kind: str, title: str, link: str) -> int:
    """One line of the list and one message to each of the team; 1 when it was new."""
    work.push(
        kind=kind,
        object_id=thing.pk,
        organisation=thing.organisation,
        title=title[:120],
        step="Say that it is still right, or change it",
        link=link,
        target_on=thing.review_on,
    )
    day = thing.review_on
    new = notifications.tell(
        recipients=people(thing.organisation, P.EDIT_PAGES),
        kind=kind,
        subject=title,
        body=f"It is to be reviewed by {day.day} {day:%B %Y}. Read it, then say that it is still right or change it."
        if day
        else "",
        dedupe_key=f"{kind}:{thing.pk}:{day}",
        link=link,
        organisation=thing.organisation,
    )
    return 1 if new else 0

"""How often people who came to complain were shown where complaints go."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import TruncMonth

from dco_portal.accounts.models import User
from dco_portal.common.clock import now
from enquiries.models import Signpost

YEAR = dt.timedelta(days=366)


@dataclass(frozen=True)
class Counted:
    """One organisation's month."""

    organisation: str
    month: dt.datetime
    count: int


def counted(by: User) -> list[Counted]:
    """The last year of the reader's board, the latest month first; one query."""
    if by.organisation is None:
        return []
    rows = Signpost.objects.filter(icb=by.organisation, created_at__gt=now() - YEAR)
    grouped = rows.annotate(month=TruncMonth("created_at")).values("organisation__name", "month")
    found = grouped.annotate(count=Count("pk")).order_by("-month", "organisation__name")
    return [
        Counted(row["organisation__name"] or "Not said", row["month"], row["count"])
        for row in found
    ]

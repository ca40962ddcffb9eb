"""What measures of plans count of notifications, by area and days. Plain values; the cases in the reader's scope.

The Act sets no limit (CFA 2014 s.23): "in time" is within the local policy in force on the last day.
"""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.common.counted import Area, Behind, Cases, Counted, Span
from dco_portal.organisations import policy
from dco_portal.organisations.models import Organisation
from referrals.models import Notification
from referrals.states import VOID

DAY = dt.timedelta(days=1)


def _sent(area: Area, span: Span) -> QuerySet[Any]:
    """Notifications first sent on these days, without those that were duplicates or errors."""
    rows = Notification.objects.filter(
        la=area.la, icb=area.icb, sent_on__gte=span.first, sent_on__lte=span.last
    ).exclude(state__in=VOID)
    took = ExpressionWrapper(F("sent_on") - F("opinion_on"), output_field=DurationField())
    return rows.annotate(took=took)


def _limit(area: Area, span: Span) -> int:
    board = Organisation.objects.get(pk=area.icb)
    return int(policy.value("s23.notice_days", board, span.last))


def prompt(area: Area, span: Span) -> Counted:
    """Notifications sent on these days, and how many within local policy of the opinion: three queries."""
    found = _sent(area, span).aggregate(
        all=Count("pk"), prompt=Count("pk", filter=Q(took__lte=_limit(area, span) * DAY))
    )
    return Counted(found["prompt"], found["all"])


def delay(area: Area, span: Span) -> Counted:
    """Calendar days from opinion to notification, added up, over the notifications sent: one query."""
    found = _sent(area, span).aggregate(all=Count("pk"), days=Sum("took"))
    days = found["days"] or dt.timedelta(0)
    return Counted(Decimal(days // DAY), found["all"])


def cases(area: Area, span: Span, *, by: User) -> Cases:
    """The notifications behind `prompt` and `delay` that this reader may open, slowest first: four queries."""
    rows, limit = _sent(area, span), _limit(area, span)
    seen = rows.filter(pk__in=Notification.objects.visible_to(by).values("pk"))
    found = tuple(
        Behind(
            reference=row.reference,
            url=reverse("referrals:case", args=[row.pk]),
            words=f"sent {days} day{'' if days == 1 else 's'} after the opinion",
            good=days <= limit,
        )
        for row in seen.order_by("-took", "pk")
        for days in [(row.sent_on - row.opinion_on).days]
    )
    return Cases(found, rows.count() - len(found))

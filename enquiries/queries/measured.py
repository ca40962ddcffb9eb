"""What measures of plans count of enquiries, by area and days. Plain values; the cases in the reader's scope."""

from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.common.counted import Area, Behind, Cases, Counted, Span
from enquiries.models import Enquiry
from enquiries.states import EnquiryState

LONDON = ZoneInfo("Europe/London")
# Never asked, answered elsewhere, or not the team's to answer.
NOT_OWED = [EnquiryState.UNCONFIRMED, EnquiryState.MERGED, EnquiryState.SIGNPOSTED]


def _due(area: Area, span: Span) -> QuerySet[Any]:
    rows = Enquiry.objects.filter(
        la=area.la, icb=area.icb, first_due_on__gte=span.first, first_due_on__lte=span.last
    ).exclude(state__in=NOT_OWED)
    return rows.annotate(answered_on=TruncDate("first_answer_at", tzinfo=LONDON))


def answered_in_time(area: Area, span: Span) -> Counted:
    """Enquiries whose first answer was due on these days by local policy, and how many had one by then: one query.

    An enquiry counts for the authority it is about. Not counted: unconfirmed, merged into another,
    signposted elsewhere. A pause after the first answer changes nothing, one before it does not move the date.
    """
    found = _due(area, span).aggregate(
        all=Count("pk"), met=Count("pk", filter=Q(answered_on__lte=F("first_due_on")))
    )
    return Counted(found["met"], found["all"])


def answered_in_time_cases(area: Area, span: Span, *, by: User) -> Cases:
    """The enquiries behind it that this reader may open, by due date: two queries."""
    rows = _due(area, span)
    seen = rows.filter(pk__in=Enquiry.objects.visible_to(by).values("pk"))
    found = tuple(
        Behind(
            reference=row.reference,
            url=reverse("enquiries:thread", args=[row.pk]),
            words=f"due {row.first_due_on:%-d %B %Y}, "
            + (f"answered {row.answered_on:%-d %B %Y}" if row.answered_on else "not answered"),
            good=row.answered_on is not None and row.answered_on <= row.first_due_on,
        )
        for row in seen.order_by("first_due_on", "pk")
    )
    return Cases(found, rows.count() - len(found))

"""What measures of plans count of health advice, by area and days. Plain values; the cases in the reader's scope."""

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.common.counted import Area, Behind, Cases, Counted, Span
from ehcp.models import AdviceRequest, Contribution, StateChange
from ehcp.queries.met import LONDON, with_met
from ehcp.states import ContributionState, RequestState

# Ended before any advice was owed: neither in time nor late.
NOT_OWED = [
    RequestState.DUPLICATE, RequestState.FORWARDED, RequestState.WITHDRAWN, RequestState.REFUSED,
]  # fmt: skip
IN_TIME = Q(met_date__lte=F("due_on"))


def _due(area: Area, span: Span) -> QuerySet[Any]:
    rows = AdviceRequest.objects.filter(
        la=area.la, icb=area.icb, due_on__gte=span.first, due_on__lte=span.last
    )
    return with_met(rows.exclude(state__in=NOT_OWED))


def in_time(area: Area, span: Span) -> Counted:
    """Requests whose statutory date fell on these days, and how many were met by it: one query.

    Met means that the last required contribution was with the local authority (`queries.met`). A lawful
    exception does not move the date. Requests that ended as duplicate, forwarded, withdrawn or refused
    are not counted.
    """
    found = _due(area, span).aggregate(all=Count("pk"), met=Count("pk", filter=IN_TIME))
    return Counted(found["met"], found["all"])


def in_time_cases(area: Area, span: Span, *, by: User) -> Cases:
    """The requests behind `in_time` that this reader may open, by due date: two queries."""
    rows = _due(area, span)
    seen = rows.filter(pk__in=AdviceRequest.objects.visible_to(by).values("pk"))
    found = tuple(
        Behind(
            reference=row.reference,
            url=reverse("ehcp:case", args=[row.pk]),
            words=_met_words(row),
            good=row.met_date is not None and row.met_date <= row.due_on,
        )
        for row in seen.order_by("due_on", "pk")
    )
    return Cases(found, rows.count() - len(found))


def _met_words(row: Any) -> str:
    due = f"due {row.due_on:%-d %B %Y}"
    if row.met_date is None:
        return f"{due}, not met"
    return f"{due}, met {row.met_date:%-d %B %Y}"


def _first_sent(area: Area, span: Span) -> QuerySet[Any]:
    """Contributions whose advice first went to the local authority on these London days."""
    changes = StateChange.objects.filter(contribution=OuterRef("pk")).order_by("id")
    sent = changes.filter(to_state=ContributionState.SENT)
    back = changes.filter(to_state=ContributionState.SENT_BACK, id__lt=OuterRef("first_sent"))
    rows = Contribution.objects.filter(request__la=area.la, request__icb=area.icb).annotate(
        first_sent=Subquery(sent.values("id")[:1]),
        first_sent_on=TruncDate(Subquery(sent.values("at")[:1]), tzinfo=LONDON),
    )
    rows = rows.filter(first_sent_on__gte=span.first, first_sent_on__lte=span.last)
    return rows.annotate(sent_back=Exists(back))


def right_first_time(area: Area, span: Span) -> Counted:
    """Contributions first sent to the local authority on these days, and how many were never sent back before: one query.

    Sent back by the service's lead or by the DCO team alike. What happened after that first sending, a
    correction or a withdrawal, changes nothing.
    """
    found = _first_sent(area, span).aggregate(
        all=Count("pk"), right=Count("pk", filter=Q(sent_back=False))
    )
    return Counted(found["right"], found["all"])


def right_first_time_cases(area: Area, span: Span, *, by: User) -> Cases:
    """The contributions behind `right_first_time` that this reader may open, by reference: two queries."""
    rows = _first_sent(area, span)
    seen = rows.filter(pk__in=Contribution.objects.visible_to(by).values("pk"))
    found = tuple(
        Behind(
            reference=row.reference,
            url=reverse("ehcp:contribution", args=[row.pk]),
            words="sent back before it went" if row.sent_back else "right first time",
            good=not row.sent_back,
        )
        for row in seen.order_by("reference")
    )
    return Cases(found, rows.count() - len(found))

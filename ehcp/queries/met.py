"""Whether and when the duty was met: computed from the facts, never stored and never editable."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import BoolAnd
from django.db.models import BooleanField, Case, F, Max, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import TruncDate

from dco_portal.common.clock import london
from ehcp.models import AdviceRequest, Contribution
from ehcp.states import ContributionState

_COUNTED = ~Q(state__in=[ContributionState.WITHDRAWN, ContributionState.NOT_KNOWN])
LONDON = ZoneInfo("Europe/London")  # a legal day is a day in London, whoever asks


def met_on(request: AdviceRequest) -> dt.date | None:
    """The London date on which the last required contribution was made available to the LA.

    None while one is outstanding, or when none was ever sent.
    """
    rows = list(
        Contribution.objects.filter(_COUNTED, request=request, required=True).values_list(
            "state", "sent_at"
        )
    )
    sent = [sent_at for state, sent_at in rows if state == ContributionState.SENT and sent_at]
    if not rows or len(sent) < len(rows):
        return None
    return london(max(sent)).date()


def with_met(requests: QuerySet[AdviceRequest]) -> QuerySet[AdviceRequest]:
    """Annotates each request with `met_date` by the same reckoning, in the same query.

    One value per request, and no EXISTS: Postgres would read every contribution there is for it.
    """
    sent = Q(state=ContributionState.SENT)
    required = Contribution.objects.filter(_COUNTED, request=OuterRef("pk"), required=True)
    met = (
        required.order_by()
        .values("request")
        .annotate(all_sent=BoolAnd(sent, output_field=BooleanField()), last=Max("sent_at"))
        .annotate(met=Case(When(all_sent=True, then=F("last"))))
        .values("met")
    )
    return requests.annotate(met_date=TruncDate(Subquery(met), tzinfo=LONDON))

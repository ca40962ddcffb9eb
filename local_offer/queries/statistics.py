"""How the Local Offer is used and kept, month by month, about no person."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BooleanField,
    DateField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models import Count as Number
from django.db.models.functions import TruncMonth

from dco_portal.common.clock import today
from dco_portal.deadlines.counting import add_months, months_before
from dco_portal.deadlines.periods import Months
from dco_portal.organisations import policy
from dco_portal.organisations.models import Organisation
from local_offer.models import Confirmation, Service, StateChange, Version
from local_offer.models.counting import RARE, Count, EmptySearch, Views

SHOWN_WORDS = 25


@dataclass(frozen=True)
class Freshness:
    """How fresh an authority's published entries were at the end of a day.

    `checked` of `published` were confirmed or published within the months of local policy before it.
    `per_cent` is whole, and None where nothing was published.
    """

    on: dt.date
    published: int
    checked: int

    @property
    def per_cent(self) -> int | None:
        return 100 * self.checked // self.published if self.published else None


@dataclass(frozen=True)
class Month:
    """One month (its first day): pages opened, searches, empty ones, confirmations, and how fresh it ended."""

    month: dt.date
    views: int
    searches: int
    empty: int
    confirmed: int
    changed: int
    fresh: Freshness


def freshness(la_id: uuid.UUID, on: dt.date) -> Freshness:
    """How fresh an authority's entries were at the end of a day, from what was kept of them: one query.

    What was public then is told by each entry's changes of state, and before the first by its versions.
    Raises `Organisation.DoesNotExist`.
    """
    rows = _checked(la_id, on)
    counted = rows.aggregate(published=Number("pk"), checked=Number("pk", filter=Q(fresh=True)))
    return Freshness(on, counted["published"], counted["checked"])


def entries(la_id: uuid.UUID, on: dt.date) -> list[tuple[str, str, bool, bool]]:
    """The entries behind `freshness`, by name: (name, slug, whether it was checked, whether it is public today)."""
    rows = _checked(la_id, on).order_by("name", "pk")
    return [
        (name, slug, bool(fresh), state == "published")
        for name, slug, fresh, state in rows.values_list("name", "slug", "fresh", "state")
    ]


def _checked(la_id: uuid.UUID, on: dt.date) -> QuerySet[Any]:
    """The entries public at the end of a day, each with whether it had been checked (`fresh`)."""
    authority = Organisation.objects.get(pk=la_id)
    since = months_before(on, Months(int(policy.value("local_offer.review_months", authority, on))))
    rows = _published(Service.objects.filter(local_authority=authority), on)
    said = Confirmation.objects.filter(service=OuterRef("pk"), undone_at=None, on__gt=since, on__lte=on)  # fmt: skip
    wrote = Version.objects.filter(service=OuterRef("pk"), created_at__date__gt=since, created_at__date__lte=on)  # fmt: skip
    # A first check that came with a list of entries.
    listed = Q(checked_on__gt=since, checked_on__lte=on)
    fresh = Exists(said) | Exists(wrote) | listed
    return rows.annotate(fresh=ExpressionWrapper(fresh, output_field=BooleanField()))


def _published(rows: QuerySet[Service], on: dt.date) -> QuerySet[Service]:
    """The entries that were public at the end of a day."""
    last = StateChange.objects.filter(service=OuterRef("pk"), at__date__lte=on).order_by(
        "-at", "-pk"
    )
    first = StateChange.objects.filter(service=OuterRef("pk")).order_by("at", "pk")
    rows = rows.filter(published_at__date__lte=on)
    rows = rows.annotate(then=Subquery(last.values("after")[:1]), began=Subquery(first.values("before")[:1]))  # fmt: skip
    never_moved = Q(began=None, state="published")
    before_any = Q(then=None, began="published")
    return rows.filter(Q(then="published") | never_moved | before_any)


def months(authorities: QuerySet[Organisation], count: int = 12) -> list[Month]:
    """The last months, the present one first, of these authorities together."""
    places = list(authorities.values_list("pk", flat=True))
    this = today().replace(day=1)
    wanted = [this, *(months_before(this, Months(back)) for back in range(1, count))]
    views = _sums(Views.objects.filter(service__local_authority__in=places, month__gte=wanted[-1]))
    counted = Count.objects.filter(local_authority__in=places, month__gte=wanted[-1])
    searches = _sums(counted.filter(what=Count.What.SEARCH))
    empty = _sums(counted.filter(what=Count.What.EMPTY))
    said = Confirmation.objects.filter(service__local_authority__in=places, undone_at=None, on__gte=wanted[-1])  # fmt: skip
    confirmed = dict(said.annotate(m=TruncMonth("on")).order_by().values_list("m").annotate(n=Number("pk")))  # fmt: skip
    wrote = Version.objects.filter(service__local_authority__in=places, created_at__date__gte=wanted[-1])  # fmt: skip
    by_month = wrote.annotate(m=TruncMonth("created_at", output_field=DateField()))
    changed = dict(by_month.order_by().values_list("m").annotate(n=Number("pk")))
    return [
        Month(
            month, views.get(month, 0), searches.get(month, 0), empty.get(month, 0), confirmed.get(month, 0),
            changed.get(month, 0), _together(places, month),
        )
        for month in wanted
    ]  # fmt: skip


def _sums(rows: QuerySet) -> dict[dt.date, int]:
    return dict(rows.order_by().values_list("month").annotate(n=Sum("count")))


def _together(places: list[uuid.UUID], month: dt.date) -> Freshness:
    """How fresh the authorities' entries were at the end of a month, or are today."""
    end = min(add_months(month, Months(1)) - dt.timedelta(days=1), today())
    found = [freshness(pk, end) for pk in places]
    return Freshness(end, sum(each.published for each in found), sum(each.checked for each in found))  # fmt: skip


def empty_words(authorities: QuerySet[Organisation], since: dt.date) -> list[tuple[str, int]]:
    """The words that found nothing most often since a month: (words, times). Rare ones are left out."""
    rows = EmptySearch.objects.filter(local_authority__in=authorities, month__gte=since)
    counted = rows.order_by().values("words").annotate(n=Sum("count")).filter(n__gte=RARE)
    counted = counted.order_by("-n", "words")
    return list(counted.values_list("words", "n")[:SHOWN_WORDS])


def most_viewed(authorities: QuerySet[Organisation], since: dt.date) -> list[tuple[uuid.UUID, str, int]]:  # fmt: skip
    """The entries that were opened most often since a month: (id, name, times)."""
    rows = Views.objects.filter(service__local_authority__in=authorities, month__gte=since)
    counted = rows.order_by().values("service", "service__name").annotate(n=Sum("count"))
    return list(
        counted.order_by("-n", "service__name").values_list("service", "service__name", "n")[
            :SHOWN_WORDS
        ]
    )

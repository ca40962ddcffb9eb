"""What the open feed publishes: entries, their places and the terms, by HSDS-UK's own query parameters.

A page is read in two steps: the ids alone, walked in an index, then those rows whole. So a page far
behind costs little more than the first, and no page's number of queries grows with its rows.
"""

import datetime as dt
import math
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, FloatField, Max, Model, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from dco_portal.organisations.models import Postcode
from local_offer.models import (
    Area,
    Body,
    Location,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceTerm,
    Taxonomy,
    Term,
)
from local_offer.queries.search import words

State = Service.State
SAYS = "SELECT service_id FROM local_offer_searchrow WHERE first AND words @@ %s::tsquery"
ENDED = (State.CLOSED, State.HIDDEN, State.ARCHIVED)
NESTED = (
    "service_terms__term__taxonomy",
    "places__location__accessibility__term__taxonomy",
    "schedules",
    "contacts",
    "cost_options",
    "languages",
    "areas",
)


class UnknownPostcode(ValueError):
    """No such postcode, nor its district, is in the postcode table."""


@dataclass(frozen=True)
class Wanted:
    """What a reader of the feed asks for. Ages in years; `day` as iCalendar has it (MO); times of the wall clock.

    `age` is the portal's own: services that suit a child of that age. The standard's `minimum_age` and
    `maximum_age` compare the services' own limits.
    """

    search: str = ""
    term: uuid.UUID | None = None
    taxonomy: uuid.UUID | None = None
    body: uuid.UUID | None = None
    minimum_age: float | None = None
    maximum_age: float | None = None
    age: float | None = None
    start_time: dt.time | None = None
    end_time: dt.time | None = None
    day: str = ""
    modified_after: dt.datetime | None = None


@dataclass(frozen=True)
class Near:
    """A point on the National Grid, in metres, with how far around it, or the authority it lies in."""

    easting: int
    northing: int
    metres: float | None
    authority_gss: str


@dataclass(frozen=True)
class Page:
    """One page of rows; `total` rows in all. `number` counts from 1."""

    rows: list[Any]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, math.ceil(self.total / self.size))


def point(postcode: str, metres: float | None = None) -> Near:
    """Where a postcode lies; its district's middle where the table holds no more. Raises UnknownPostcode."""
    code = "".join(postcode.split()).upper()
    known = Postcode.objects.in_bulk([code, code[:-3]])
    for name in (code, code[:-3]):
        row = known.get(name)
        if row is not None and row.easting is not None and row.northing is not None:
            return Near(row.easting, row.northing, metres, row.local_authority_gss)
    raise UnknownPostcode


def services(wanted: Wanted) -> QuerySet[Service]:
    """The entries asked for. With `modified_after` also those taken out since, so that readers learn of it."""
    rows = Service.objects.all()
    if (since := wanted.modified_after) is None:
        rows = rows.public()
    else:
        rows = rows.filter(
            Q(state=State.PUBLISHED, modified_at__gte=since)
            | Q(state__in=ENDED, published_at__isnull=False, modified_at__gte=since)
        )
    return _suiting(rows, wanted)


def _suiting(rows: QuerySet[Service], wanted: Wanted) -> QuerySet[Service]:
    if wanted.search:
        rows = _words(rows, wanted.search)
    if wanted.body:
        rows = rows.filter(body_id=wanted.body)
    if wanted.minimum_age is not None:
        rows = rows.filter(minimum_age__gte=wanted.minimum_age)
    if wanted.maximum_age is not None:
        rows = rows.filter(maximum_age__lte=wanted.maximum_age)
    if wanted.age is not None:
        rows = rows.filter(
            Q(minimum_age=None) | Q(minimum_age__lte=wanted.age),
            Q(maximum_age=None) | Q(maximum_age__gte=math.floor(wanted.age)),
        )
    if wanted.term or wanted.taxonomy:
        rows = rows.filter(Exists(_terms(wanted)))
    if wanted.day or wanted.start_time or wanted.end_time:
        rows = rows.filter(Exists(_times(wanted)))
    return rows


def _words(rows: QuerySet[Service], search: str) -> QuerySet[Service]:
    """The directory's own search: stems, synonyms, every word of the question."""
    readings = words.understand(search).queries()
    if not readings:
        return rows.none()
    return rows.filter(pk__in=RawSQL(SAYS, (readings[0],)))


def _terms(wanted: Wanted) -> QuerySet[ServiceTerm]:
    rows = ServiceTerm.objects.filter(service=OuterRef("pk"))
    if wanted.term:
        rows = rows.filter(term_id=wanted.term)
    if wanted.taxonomy:
        rows = rows.filter(term__taxonomy_id=wanted.taxonomy)
    return rows


def _times(wanted: Wanted) -> QuerySet[Schedule]:
    """One line of the opening times that meets day and hours together."""
    rows = Schedule.objects.filter(service=OuterRef("pk"))
    if wanted.day:
        rows = rows.filter(days__contains=wanted.day)
    if wanted.start_time:
        rows = rows.filter(opens_at__gte=wanted.start_time)
    if wanted.end_time:
        rows = rows.filter(closes_at__lte=wanted.end_time)
    return rows


def places(wanted: Wanted, near: Near | None = None) -> QuerySet[ServiceAtLocation]:
    """The entries at each of their places. A place whose address is not shown is never found by distance."""
    rows = ServiceAtLocation.objects.filter(service__in=services(wanted))
    if near is None:
        return rows
    if near.metres is not None:
        return rows.filter(Exists(_around(near, near.metres)))
    areas = Area.objects.filter(service=OuterRef("service"), local_authority__isnull=False)
    return rows.filter(
        ~Exists(areas) | Exists(areas.filter(local_authority__gss_code=near.authority_gss))
    )


def _around(near: Near, metres: float) -> QuerySet[Location]:
    """Places in the circle; the square around it first, which an index finds."""
    reach = math.ceil(metres)
    return (
        Location.objects.filter(
            pk=OuterRef("location"),
            masked=False,
            easting__range=(near.easting - reach, near.easting + reach),
            northing__range=(near.northing - reach, near.northing + reach),
        )
        .annotate(
            east=Cast(F("easting") - near.easting, FloatField()),
            north=Cast(F("northing") - near.northing, FloatField()),
        )
        .annotate(square=F("east") * F("east") + F("north") * F("north"))
        .filter(square__lte=metres * metres)
    )


def terms(taxonomy: uuid.UUID | None = None, parent: uuid.UUID | None = None) -> QuerySet[Term]:
    """The terms, of one taxonomy or under one term if so asked."""
    rows = Term.objects.all()
    if taxonomy:
        rows = rows.filter(taxonomy_id=taxonomy)
    return rows.filter(parent_id=parent) if parent else rows


def taxonomies() -> QuerySet[Taxonomy]:
    """The taxonomies."""
    return Taxonomy.objects.all()


def terms_whole() -> QuerySet[Term]:
    """Terms with their taxonomy."""
    return Term.objects.select_related("taxonomy")


def taxonomies_whole() -> QuerySet[Taxonomy]:
    """Taxonomies with their terms."""
    return Taxonomy.objects.prefetch_related("terms__taxonomy")


def page(rows: QuerySet, *, number: int, size: int, whole: QuerySet) -> Page:
    """Page `number` of `rows` in order of id, with each row as `whole` reads it."""
    total = rows.count()
    start = (number - 1) * size
    if start >= total:
        return Page([], number, size, total)
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[start : start + size])
    found: dict[uuid.UUID, Model] = whole.in_bulk(ids)
    return Page([found[each] for each in ids if each in found], number, size, total)


def brief() -> QuerySet[Service]:
    """Entries with what a list shows of them."""
    return Service.objects.select_related("body", "local_authority")


def nested() -> QuerySet[Service]:
    """Entries with everything that hangs on them."""
    return Service.objects.select_related("body__organisation", "local_authority").prefetch_related(
        *NESTED
    )


def brief_places() -> QuerySet[ServiceAtLocation]:
    """Entries at places with what a list shows of them."""
    return ServiceAtLocation.objects.select_related(
        "service__body", "service__local_authority", "location"
    )


def nested_places() -> QuerySet[ServiceAtLocation]:
    """Entries at places with everything that hangs on them."""
    return ServiceAtLocation.objects.select_related(
        "service__body__organisation", "service__local_authority", "location"
    ).prefetch_related(
        "location__accessibility__term__taxonomy", *(f"service__{name}" for name in NESTED)
    )


def changed_at() -> dt.datetime | None:
    """When anything that the feed shows was last changed; None for an empty directory."""
    moments = [
        model._default_manager.order_by("-updated_at").values_list("updated_at", flat=True).first()
        for model in (Service, Body, Term, Taxonomy)
    ]
    return max((moment for moment in moments if moment), default=None)


def terms_changed_at() -> dt.datetime | None:
    """The same for the terms alone."""
    found = Term.objects.aggregate(one=Max("updated_at"), other=Max("taxonomy__updated_at"))
    return max((moment for moment in found.values() if moment), default=None)

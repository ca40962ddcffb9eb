"""Inspections as the desk and the public timeline read them."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from dco_portal.accounts.models import User
from dco_portal.common import keyset
from dco_portal.common.clock import today
from dco_portal.organisations.models import Organisation, OrganisationKind, ProviderService
from inspections.models import Clock, Finding, Inspection, Plan
from inspections.states import InspectionState

ORDER, CHUNK = "-order_on", 200


@dataclass(frozen=True)
class Filters:
    """What the desk shows; "" means all. `public` is yes or no, `area` an area's key."""

    la: uuid.UUID | None = None
    icb: uuid.UUID | None = None
    framework: str = ""
    state: str = ""
    public: str = ""


def desk(by: User, wanted: Filters) -> QuerySet[Inspection]:
    """Inspections of the own areas as the filters have it, with what a row shows."""
    rows = Inspection.objects.visible_to(by).select_related("la", "icb").prefetch_related("clocks")
    if wanted.la:
        rows = rows.filter(la=wanted.la, icb=wanted.icb)
    for name in ("framework", "state"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    if wanted.public:
        rows = rows.filter(published=wanted.public == "yes")
    return rows


def page(rows: QuerySet[Inspection], *, after: str, before: str) -> keyset.Page:
    """A page of inspections, what is to come first, then the latest."""
    return keyset.page(rows, order=ORDER, after=after, before=before, filled=True)


def each(rows: QuerySet[Inspection]) -> Iterator[Inspection]:
    """All of them in the same order, for a file; read in batches."""
    return rows.order_by(ORDER, "-pk").iterator(chunk_size=CHUNK)


def scoped(by: User, pk: uuid.UUID) -> Inspection | None:
    """One inspection in the reader's scope with all that hangs from it; None out of scope."""
    return _whole(Inspection.objects.visible_to(by)).filter(pk=pk).first()


def _whole(rows: QuerySet[Inspection], plans: QuerySet[Plan] | None = None) -> QuerySet[Inspection]:
    """With deferrals, findings and their bodies, dates, plans and the inspections before and after."""
    plans = Plan.objects.order_by("starts_on") if plans is None else plans
    return rows.select_related("la", "icb", "report", "follows").prefetch_related(
        "deferrals",
        "clocks",
        Prefetch("findings", Finding.objects.prefetch_related("responsible").order_by("number")),
        Prefetch("plans", plans),
        Prefetch("followed_by", Inspection.objects.order_by("order_on", "pk")),
    )


def _public() -> QuerySet[Inspection]:
    plans = Plan.objects.published().order_by("starts_on")
    return _whole(Inspection.objects.published(), plans)


def timeline(slug: str = "") -> QuerySet[Inspection]:
    """What anybody may read, of one authority's area where its slug is given."""
    rows = _public()
    return rows.filter(la__slug=slug) if slug else rows


def published(pk: uuid.UUID) -> Inspection | None:
    """One inspection of the public timeline."""
    return _public().filter(pk=pk).first()


def public_areas() -> list[Organisation]:
    """The authorities with something on the public timeline, by name."""
    shown = Inspection.objects.published().filter(la=OuterRef("pk"))
    rows = Organisation.objects.filter(Exists(shown), kind=OrganisationKind.LA)
    return list(rows.order_by("name"))


def windows(inspections: QuerySet[Inspection]) -> list[Clock]:
    """Open windows in which the next inspections of these are to be expected, the soonest first."""
    rows = Clock.objects.filter(
        inspection__in=inspections.order_by().values("pk"), approximate=True, done_on=None
    )
    return list(rows.select_related("inspection__la").order_by("due_on", "pk"))


def expected(inspections: QuerySet[Inspection]) -> list[Inspection]:
    """Those of these that are expected and not begun, the soonest first."""
    to_come = Q(began_on=None) | Q(began_on__gt=today())
    rows = inspections.filter(to_come, state=InspectionState.EXPECTED).prefetch_related(None)
    return list(rows.order_by("order_on", "pk")[:CHUNK])


def earlier(by: User, inspection: Inspection | None) -> QuerySet[Inspection]:
    """Inspections that one of the own areas may follow."""
    rows = Inspection.objects.visible_to(by).exclude(state=InspectionState.EXPECTED)
    if inspection is not None:
        rows = rows.filter(la=inspection.la_id).exclude(pk=inspection.pk)
    return rows.select_related("la").order_by(ORDER, "-pk")


def bodies(inspection: Inspection) -> QuerySet[Organisation]:
    """Who may have to act on a finding: the authority, the board, and the trusts that serve the area."""
    serving = ProviderService.objects.filter(
        provider=OuterRef("pk"), areas=inspection.la_id, closed_on=None
    )
    own = Organisation.objects.filter(pk__in=[inspection.la_id, inspection.icb_id])
    trusts = Organisation.objects.filter(Exists(serving))
    open_now = (own | trusts).exclude(closed_on__lte=today())
    return open_now.order_by("name", "pk")


def findings(by: User) -> QuerySet[Finding]:
    """Findings in the reader's scope."""
    return Finding.objects.visible_to(by).select_related("inspection__la", "inspection__icb")

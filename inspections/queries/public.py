"""What anybody may read of improvement plans: the list of published plans, one plan, its films."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Greatest

from dco_portal.common.clock import today
from dco_portal.documents import queries as documents
from dco_portal.documents.models import Attachment
from dco_portal.organisations.models import Organisation
from inspections.models import (
    Action,
    Measure,
    Plan,
    Priority,
    Reading,
    Report,
    Said,
    Version,
    Video,
)
from inspections.queries import measures
from inspections.states import ReportState

FILM = "inspections.film"


def _newest(rows: QuerySet, path: str, field: str) -> Subquery:
    """The latest moment of some rows of the plan."""
    found = rows.filter(**{path: OuterRef("pk")}).order_by().values(path)
    return Subquery(found.annotate(newest=Max(field)).values("newest"))


def plans() -> QuerySet[Plan]:
    """Published plans with `changed` (the last moment something public changed) and `area` (the authority)."""
    rows: QuerySet[Plan] = Plan.objects.published()
    public_report = Report.objects.filter(state=ReportState.APPROVED, audience="public")
    return rows.select_related("la", "icb").annotate(
        area=F("la__name"),
        changed=Greatest(
            F("published_at"),
            F("updated_at"),
            _newest(Priority.objects.all(), "plan", "updated_at"),
            _newest(Action.objects.all(), "plan", "updated_at"),
            _newest(Reading.objects.filter(measure__public=True), "measure__plan", "created_at"),
            _newest(Said.objects.filter(public=True), "plan", "updated_at"),
            _newest(Video.objects.all(), "plan", "published_at"),
            _newest(Version.objects.all(), "plan", "published_at"),
            _newest(public_report, "plan", "approved_at"),
        ),
    )


def areas() -> list[Organisation]:
    """The authorities with a published plan, by name."""
    las = Plan.objects.published().values("la")
    return list(Organisation.objects.filter(pk__in=las).order_by("name"))


@dataclass(frozen=True)
class NewestReport:
    """A plan's newest public report."""

    number: int
    title: str
    starts_on: dt.date
    ends_on: dt.date
    approved_on: dt.date


def newest_reports(plan_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, NewestReport]:
    """By plan its newest report that anybody may read; one query."""
    rows = (
        Report.objects.public()
        .filter(plan__in=list(plan_ids))
        .order_by("plan", "-number")
        .distinct("plan")
        .values_list("plan", "number", "title", "starts_on", "ends_on", "approved_at__date")
    )
    return {plan: NewestReport(*rest) for plan, *rest in rows}


def reports(plan: Plan) -> QuerySet[Report]:
    """The plan's public reports, the newest first, without what they hold."""
    rows: QuerySet[Report] = Report.objects.public().filter(plan=plan)
    return rows.defer("content").order_by("-number")


def versions(plan: Plan) -> list[Version]:
    """The published versions of a plan, the newest first, without what they hold."""
    rows = Version.objects.filter(plan=plan, published_at__isnull=False)
    return list(rows.select_related("public_document").defer("content", "public_document__context"))


def films(plan: Plan) -> list[tuple[Video, Attachment | None]]:
    """The published films of a plan with their newest file, in two queries."""
    return with_files(list(Video.objects.filter(plan=plan, published_at__isnull=False)))


def with_files(rows: list[Video]) -> list[tuple[Video, Attachment | None]]:
    """Films with their newest file; one query."""
    files = documents.attachments_of_many(owner_kind=FILM, owner_ids=[row.pk for row in rows])
    return [(row, files[row.pk][-1] if row.pk in files else None) for row in rows]


def film_file(film: Video) -> Attachment | None:
    """A film's newest file."""
    return with_files([film])[0][1]


def measure_line(plan: Plan, measure_id: uuid.UUID) -> measures.MeasureLine:
    """One public measure of a plan. Raises `Measure.DoesNotExist` for any other."""
    rows = Measure.objects.filter(pk=measure_id, plan=plan, public=True)
    return measures.line(rows.only("pk").get().pk, today(), public=True)

"""Lists of plans, and an improvement plan's actions filtered."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from dco_portal.accounts.models import User
from dco_portal.common import keyset
from inspections.models import Action, Finding, Inspection, Partner, Plan
from inspections.states import ActionState, PlanState

STALE = dt.timedelta(days=31)
VIEWS = {
    "open": "Open",
    "own": "Own area",
    "partner": "As a partner",
    "closed": "Closed",
    "all": "All",
}


@dataclass(frozen=True)
class PlanFilters:
    """What the list of plans shows; "" leaves a filter out. `words` stand in the title."""

    view: str = "open"
    words: str = ""
    kind: str = ""
    public: str = ""


def rows(user: User, filters: PlanFilters) -> QuerySet[Plan]:
    """The plans that fit, with how many actions are open and how many of those are late."""
    found = Plan.objects.visible_to(user).filter(_of_view(user, filters.view))
    for word in filters.words.split()[:6]:
        found = found.filter(title__icontains=word)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.public:
        found = found.filter(published_at__isnull=filters.public == "no")
    return found.select_related("la", "icb")


def _of_view(user: User, view: str) -> Q:
    here = user.organisation.pk if user.organisation else None
    match view:
        case "open":
            return ~Q(state=PlanState.CLOSED)
        case "own":
            return Q(la=here) | Q(icb=here)
        case "partner":
            return Q(Exists(Partner.objects.filter(plan=OuterRef("pk"), organisation=here)))
        case "closed":
            return Q(state=PlanState.CLOSED)
    return Q()


def counted(found: QuerySet[Plan], on: dt.date) -> QuerySet[Plan]:
    """Each plan with `open_actions` and `late_actions` of that day."""
    mine = Action.objects.filter(plan=OuterRef("pk"), state=ActionState.OPEN).order_by()

    def count(of: QuerySet[Action]) -> Coalesce:
        grouped = of.values("plan").annotate(number=Count("pk")).values("number")
        return Coalesce(Subquery(grouped, output_field=IntegerField()), Value(0))

    return found.annotate(open_actions=count(mine), late_actions=count(mine.filter(due_on__lt=on)))


def page(user: User, filters: PlanFilters, *, on: dt.date, after: str, before: str) -> keyset.Page:
    """One page of the list, the newest first."""
    found = counted(rows(user, filters), on)
    return keyset.page(found, order="-starts_on", after=after, before=before, filled=True)


def everything(user: User, filters: PlanFilters, on: dt.date) -> Iterator[Plan]:
    """Every plan that fits, for the file."""
    return counted(rows(user, filters), on).order_by("-starts_on", "-pk").iterator(chunk_size=200)


@dataclass(frozen=True)
class ActionFilters:
    """Which actions of a plan are shown; "" leaves a filter out."""

    priority: str = ""
    organisation: str = ""
    rating: str = ""
    late: str = ""
    stale: str = ""

    def __bool__(self) -> bool:
        return any((self.priority, self.organisation, self.rating, self.late, self.stale))


def filtered(
    priorities: Iterable[Mapping[str, Any]], filters: ActionFilters, on: dt.date
) -> list[dict[str, Any]]:
    """Priorities of a chain with the actions that fit; with a filter, priorities without any are left out."""
    found = [
        {**row, "actions": [action for action in row["actions"] if _fits(row, action, filters, on)]}
        for row in priorities
    ]
    return [row for row in found if row["actions"] or not filters]


def _fits(priority: Mapping[str, Any], action: Mapping[str, Any], filters: ActionFilters, on: dt.date) -> bool:  # fmt: skip
    return all((
        filters.priority in ("", str(priority["number"])),
        filters.organisation in ("", action["organisation"] or "none"),
        filters.rating in ("", str(action["delivery"]), f"impact-{action['impact']}"),
        not filters.late or action["late"],
        not filters.stale or stale(action, on),
    ))  # fmt: skip


def stale(action: Mapping[str, Any], on: dt.date) -> bool:
    """Whether an open action has had no update for a month."""
    return action["state"] == ActionState.OPEN and (
        action["updated_on"] is None or action["updated_on"] < on - STALE
    )


def inspections_of(plan_la: uuid.UUID, plan_icb: uuid.UUID) -> QuerySet[Inspection]:
    """Inspections of an area, the newest first."""
    return Inspection.objects.filter(la=plan_la, icb=plan_icb).order_by("-began_on", "-pk")


def findings_of(plan: Plan) -> QuerySet[Finding]:
    """Findings a plan may answer: of its inspection, or of every inspection of its area without one."""
    found = Finding.objects.filter(inspection__la=plan.la_id, inspection__icb=plan.icb_id)
    if plan.inspection_id:
        found = found.filter(inspection=plan.inspection_id)
    return found.select_related("inspection").order_by("-inspection__began_on", "number")

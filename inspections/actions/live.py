"""Recording what live measures come to: once a month, missed months too; a month whose records changed is corrected."""

import datetime as dt
import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict
from inspections.actions import reds
from inspections.actions.measures import locked
from inspections.models import Measure, Plan, Reading
from inspections.queries import live as queries
from inspections.rules import measures as pure
from inspections.rules import measuring as rules
from inspections.states import Frequency, MeasureSource, PlanState

CHANGED = "Counted again: the records changed after this month was recorded."
BEFORE = 12  # months before the plan's start that are counted too, to see where it began


def run(*, by: User | None = None, on: dt.date | None = None) -> dict[str, int]:
    """Record every live measure of plans in force as of a day (today): months new and months corrected.

    Each measure in a transaction of its own. Running it again does nothing twice.
    """
    day = on or today()
    rows = Measure.objects.filter(
        source=MeasureSource.LIVE, retired_on=None, plan__state=PlanState.ACTIVE
    )
    done = {"new": 0, "corrected": 0}
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        for name, count in record(by=by, measure_id=pk, on=day).items():
            done[name] += count
    return done


@transaction.atomic
def record(*, by: User | None = None, measure_id: uuid.UUID, on: dt.date) -> dict[str, int]:
    """Record one live measure's months that are over by a day; what was new and what was corrected."""
    live = Measure.objects.filter(pk=measure_id, source=MeasureSource.LIVE, retired_on=None)
    # The plan before the measure, as people's actions lock them.
    plans = Plan.objects.select_for_update(of=("self",)).filter(
        pk__in=live.values("plan"), state=PlanState.ACTIVE
    )
    plan = plans.select_related("la", "icb").first()
    rows = live.select_for_update(of=("self",)).select_related("owner")
    measure = rows.first() if plan is not None else None
    if plan is None or measure is None:
        return {"new": 0, "corrected": 0}
    measure.plan = plan
    return _record(measure, by=by, on=on)


@transaction.atomic
def recount(*, by: User, measure_id: uuid.UUID) -> dict[str, int]:
    """A manager has a live measure counted again now. Raises NotFound, NotAllowed, Conflict."""
    measure = locked(by, measure_id)
    rules.check_kept_on(measure)
    if measure.source != MeasureSource.LIVE:
        raise Conflict("This measure’s figures are not counted by the portal.")
    return _record(measure, by=by, on=today())


def _record(measure: Measure, *, by: User | None, on: dt.date) -> dict[str, int]:
    there = {row.ends_on: row for row in measure.readings.filter(replaced_at=None)}
    done = {"new": 0, "corrected": 0}
    began = min(there, default=None)
    for span, figure in _counted(measure, on):
        before = there.get(span.ends_on)
        value = figure.value(measure.unit)
        numbers = (
            pure.whole(figure.counted.numerator),
            pure.whole(figure.counted.denominator),
            value,
        )
        if before is not None:
            if (before.numerator, before.denominator, before.value) == numbers:
                continue
            before.replaced_at = now()
            before.save()
        elif figure.counted.denominator == 0 and (began is None or span.ends_on < began):
            continue  # before the portal had anything to count
        Reading.objects.create(
            measure=measure, starts_on=span.starts_on, ends_on=span.ends_on, numerator=numbers[0],
            denominator=numbers[1], value=value, note=CHANGED if before is not None else "", by=by,
        )  # fmt: skip
        done["corrected" if before is not None else "new"] += 1
        began = min(began or span.ends_on, span.ends_on)
    if any(done.values()):
        audit.record(
            "inspections.live_record",
            by=by,
            obj=measure,
            months=done["new"],
            corrected=done["corrected"],
        )
        reds.sync(measure, by=by)
    return done


def _counted(measure: Measure, on: dt.date) -> list[tuple[pure.Period, queries.Figure]]:
    """The measure's months that were over before the day, oldest first, each with what it comes to now."""
    plan, live = measure.plan, queries.MEASURES[measure.live_key]
    place = queries.area(plan.la_id, plan.icb_id)
    first = plan.starts_on.replace(day=1)
    back = first.year * 12 + first.month - 1 - BEFORE
    began = dt.date(back // 12, back % 12 + 1, 1)
    last = on.replace(day=1) - dt.timedelta(days=1)
    found = []
    for span in pure.periods(Frequency.MONTH, began, last):
        days = queries.span(live, span.ends_on, on)
        if days is not None:
            found.append((span, queries.figure(live.key, place, days)))
    return found

"""Keeping a plan's measures: what is counted, towards what, by whom; and their planned path."""

import datetime as dt
import uuid
from dataclasses import asdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from inspections.actions import locking, reds
from inspections.models import Measure, Plan, Planned, Priority
from inspections.queries import live, owners
from inspections.rules import measures as pure
from inspections.rules import measuring as rules
from inspections.states import MeasureSource, Unit


@transaction.atomic
def add(*, by: User, plan_id: uuid.UUID, fields: rules.Fields) -> Measure:
    """Add a measure; it gets the plan's next number. Raises Invalid beside the field, NotFound, NotAllowed, Conflict."""
    plan = locking.plan(by, plan_id)
    rules.check_can_keep(by, plan)
    values = _values(plan, fields)
    number, place = _next(plan)
    measure = Measure.objects.create(plan=plan, number=number, place=place, **values)
    audit.record("inspections.measure_add", by=by, obj=measure, number=number)
    return measure


@transaction.atomic
def change(*, by: User, measure_id: uuid.UUID, fields: rules.Fields) -> Measure:
    """Change a measure; what its recorded figures mean stays. Raises as `add`."""
    measure = locked(by, measure_id)
    rules.check_kept_on(measure)
    values = _values(measure.plan, fields, measure)
    rules.check_fixed(measure, fields, recorded=measure.readings.exists())
    for name, value in values.items():
        setattr(measure, name, value)
    measure.save()
    audit.record("inspections.measure_change", by=by, obj=measure)
    reds.sync(measure, by=by)
    return measure


@transaction.atomic
def retire(*, by: User, measure_id: uuid.UUID) -> Measure:
    """Stop a measure from today on: its figures stay, nothing more is owed. Raises Conflict when it is."""
    measure = locked(by, measure_id)
    rules.check_kept_on(measure)
    measure.retired_on = today()
    measure.save()
    audit.record("inspections.measure_retire", by=by, obj=measure)
    reds.sync(measure, by=by)
    return measure


@transaction.atomic
def take_up(*, by: User, measure_id: uuid.UUID) -> Measure:
    """Take a retired measure up again. Raises Conflict when it is not retired, or is counted elsewhere."""
    measure = locked(by, measure_id)
    if measure.retired_on is None:
        raise Conflict(f"{measure.number} is not retired.")
    _check_live_once(measure.plan, measure.live_key, measure)
    measure.retired_on = None
    measure.save()
    audit.record("inspections.measure_take_up", by=by, obj=measure)
    reds.sync(measure, by=by)
    return measure


@transaction.atomic
def plan_point(*, by: User, measure_id: uuid.UUID, ends_on: dt.date, value: Decimal) -> Planned:
    """Say what the measure should be at the end of a period; the same period again replaces it."""
    measure = locked(by, measure_id)
    rules.check_kept_on(measure)
    _check_point(measure, ends_on, value)
    point, _new = Planned.objects.update_or_create(
        measure=measure, ends_on=ends_on, defaults={"value": value}
    )
    audit.record("inspections.measure_plan_point", by=by, obj=measure, ends_on=ends_on, value=value)
    reds.sync(measure, by=by)
    return point


@transaction.atomic
def drop_point(*, by: User, measure_id: uuid.UUID, point_id: uuid.UUID) -> Measure:
    """Take a point out of the trajectory. Raises NotFound."""
    measure = locked(by, measure_id)
    rules.check_kept_on(measure)
    point = Planned.objects.filter(measure=measure, pk=point_id).first()
    if point is None:
        raise NotFound
    audit.record(
        "inspections.measure_drop_point", by=by, obj=measure, ends_on=point.ends_on, value=point.value
    )  # fmt: skip
    point.delete()
    reds.sync(measure, by=by)
    return measure


@transaction.atomic
def straight(*, by: User, measure_id: uuid.UUID) -> int:
    """Plan a straight path from the baseline to the target, a point for each period; how many points.

    Replaces the trajectory. Raises Conflict without baseline and target with their days.
    """
    measure = locked(by, measure_id)
    rules.check_kept_on(measure)
    first, last = measure.baseline_on, measure.target_on
    if measure.baseline is None or measure.target is None or first is None or last is None:
        raise Conflict("A straight path needs a baseline and a target, each with its day.")
    spans = [span for span in pure.periods(measure.frequency, first, last) if span.ends_on > first]
    step = (measure.target - measure.baseline) / len(spans)
    points = [
        Planned(
            measure=measure,
            ends_on=span.ends_on,
            value=(measure.baseline + step * (i + 1)).quantize(Decimal("0.1"), ROUND_HALF_UP),
        )
        for i, span in enumerate(spans)
    ]
    measure.trajectory.all().delete()
    Planned.objects.bulk_create(points)
    audit.record("inspections.measure_straight", by=by, obj=measure, points=len(points))
    reds.sync(measure, by=by)
    return len(points)


def locked(by: User, pk: uuid.UUID) -> Measure:
    """A measure, locked, its plan before it, for those who keep the plan. Raises NotFound, NotAllowed, Conflict."""
    row = Measure.objects.visible_to(by).filter(pk=pk).values_list("plan_id", flat=True).first()
    if row is None:
        raise NotFound
    plan = locking.plan(by, row)
    rules.check_can_keep(by, plan)
    measure = Measure.objects.select_for_update(of=("self",)).select_related("owner").get(pk=pk)
    measure.plan = plan
    return measure


def _values(plan: Plan, fields: rules.Fields, measure: Measure | None = None) -> dict[str, Any]:
    """The row's values, checked; a live measure's words, unit and polarity are the portal's own."""
    rules.check_fields(fields, live_keys=frozenset(live.MEASURES))
    values = asdict(fields)
    if fields.illustrative is None:
        del values["illustrative"]
    if fields.source == MeasureSource.LIVE:
        counted = live.MEASURES[fields.live_key]
        for name in ("definition", "numerator", "denominator", "unit", "polarity"):
            values[name] = getattr(counted, name)
        values |= {"frequency": "month", "source_words": counted.source}
        if fields.target is not None and counted.unit == Unit.PERCENT and fields.target > 100:
            raise Invalid({"target": "Enter a number from 0 to 100"})
        if measure is None or measure.live_key != fields.live_key:
            _check_live_once(plan, fields.live_key, measure)
    if (
        fields.priority_id
        and not Priority.objects.filter(plan=plan, pk=fields.priority_id).exists()
    ):
        raise NotFound
    kept = measure is not None and measure.owner_id == fields.owner_id
    if fields.owner_id and not kept and fields.owner_id not in owners.owners(plan):
        raise Invalid({"owner": "Choose somebody of the plan’s organisations"})
    return {k: v.strip() if isinstance(v, str) else v for k, v in values.items()}


def _check_live_once(plan: Plan, key: str, measure: Measure | None) -> None:
    """The plan counts each thing live once. Raises Invalid beside `live_key`."""
    rows = Measure.objects.filter(plan=plan, retired_on=None, live_key=key).exclude(live_key="")
    other = next((row for row in rows if measure is None or row.pk != measure.pk), None)
    if other is not None:
        raise Invalid({"live_key": f"{other.number} counts this already"})


def _next(plan: Plan) -> tuple[str, int]:
    """The next number, such as M4, and place. Numbers that are not of this kind are passed over."""
    numbers, place = [0], 0
    for number, at in Measure.objects.filter(plan=plan).values_list("number", "place"):
        place = max(place, at)
        if number[:1] == "M" and number[1:].isdigit():
            numbers.append(int(number[1:]))
    return f"M{max(numbers) + 1}", place + 1


def _check_point(measure: Measure, ends_on: dt.date, value: Decimal) -> None:
    if pure.period(measure.frequency, ends_on).ends_on != ends_on:
        raise Invalid({"ends_on": "Choose one of the measure’s periods"})
    most = Decimal(100) if measure.unit == Unit.PERCENT else pure.LARGEST
    if not 0 <= value <= most:
        raise Invalid({"value": f"Enter a number from 0 to {pure.plain(most)}"})

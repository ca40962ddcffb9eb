"""The figures of a measure: entered for a period that is over, corrected, withdrawn. The old one is kept."""

import datetime as dt
import uuid
from decimal import Decimal

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import london, now, today
from dco_portal.common.errors import Invalid, NotFound
from inspections.actions import reds
from inspections.actions.measures import locked
from inspections.models import Measure, Reading
from inspections.rules import measures as pure
from inspections.rules import measuring as rules


@transaction.atomic
def enter(
    *,
    by: User,
    measure_id: uuid.UUID,
    ends_on: dt.date,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    value: Decimal | None = None,
    note: str = "",
    why: str = "",
) -> Reading:
    """Record the figure of the period that ends on a day; one that is there is corrected, with a reason.

    A denominator of 0 is recorded with no value: nothing to count. Raises Invalid beside the field (`why`
    where a figure is there already), NotFound, NotAllowed, Conflict for a live or retired measure.
    """
    measure = locked(by, measure_id)
    rules.check_typed(measure)
    reading = put(
        measure=measure, by=by, ends_on=ends_on, numerator=numerator, denominator=denominator, value=value,
        note=note, why=why,
    )  # fmt: skip
    reds.sync(measure, by=by)
    return reading


@transaction.atomic
def withdraw(*, by: User, reading_id: uuid.UUID, why: str) -> Reading:
    """Take back a figure entered for the wrong period; it is kept among the corrected ones, with the reason."""
    found = Reading.objects.visible_to(by).filter(pk=reading_id, replaced_at=None)
    row = found.values_list("measure_id", flat=True).first()
    if row is None:
        raise NotFound
    measure = locked(by, row)
    rules.check_typed(measure)
    if not why.strip():
        raise Invalid({"why": "Say why it is taken back"})
    reading = (
        Reading.objects.select_for_update(of=("self",))
        .filter(pk=reading_id, replaced_at=None)
        .first()
    )
    if reading is None:
        raise NotFound
    reading.replaced_at = now()
    reading.note = f"{reading.note}. Taken back: {why.strip()}".removeprefix(". ")[:300]
    reading.save()
    audit.record("inspections.figure_withdraw", by=by, obj=measure, ends_on=reading.ends_on)
    reds.sync(measure, by=by)
    return reading


@transaction.atomic
def put(
    *,
    measure: Measure,
    by: User | None,
    ends_on: dt.date,
    numerator: Decimal | None,
    denominator: Decimal | None,
    value: Decimal | None,
    note: str = "",
    why: str = "",
) -> Reading:
    """Write the figure of a locked measure, keeping the one before. Raises Invalid."""
    period = rules.check_period(measure, ends_on, today())
    given = pure.value_of(
        unit=measure.unit, numerator=numerator, denominator=denominator, value=value
    )
    before = current(measure, ends_on)
    if before is not None:
        if (before.numerator, before.denominator, before.value) == (numerator, denominator, given):
            raise Invalid(
                {"ends_on": f"{pure.named(*period)} is recorded with exactly this figure"}
            )
        if not why.strip():
            on = london(before.created_at)
            raise Invalid(
                {
                    "why": f"{pure.named(*period)} was recorded on {on:%-d %B %Y} as "
                    f"{pure.figure(before.value, measure.unit)}. Say why it is corrected"
                }
            )
        before.replaced_at = now()
        before.save()
    words = f"Corrected: {why.strip()}" if before is not None else note.strip()
    reading = Reading.objects.create(
        measure=measure, starts_on=period.starts_on, ends_on=period.ends_on, numerator=numerator,
        denominator=denominator, value=given, note=words[:300], by=by,
    )  # fmt: skip
    verb = "inspections.figure_correct" if before is not None else "inspections.figure_enter"
    audit.record(verb, by=by, obj=measure, ends_on=ends_on)
    return reading


def current(measure: Measure, ends_on: dt.date) -> Reading | None:
    """The figure that counts for the period that ends on a day."""
    return measure.readings.filter(ends_on=ends_on, replaced_at=None).first()

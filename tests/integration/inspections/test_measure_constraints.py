"""What the database itself refuses of measures; each beside a row it takes."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from dco_portal.common.clock import now, today
from inspections.models import Commentary
from tests.factories import inspections as make
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
JAN, FEB = dt.date(2026, 1, 31), dt.date(2026, 2, 28)


def refuses(name: str, make_row) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make_row()


def test_a_number_is_there_once_in_a_plan():
    one = make.MeasureFactory(number="M1")
    make.MeasureFactory(number="M1")
    refuses("measure_number_once", lambda: make.MeasureFactory(plan=one.plan, number="M1"))


def test_a_live_measure_has_a_key_and_no_other():
    make.MeasureFactory(source="live", live_key="notice_days")
    refuses("measure_live_has_key", lambda: make.MeasureFactory(source="live"))
    refuses("measure_live_has_key", lambda: make.MeasureFactory(live_key="notice_days"))


def test_a_target_in_per_cent_is_one():
    make.MeasureFactory(target=100)
    make.MeasureFactory(target=250, unit="days")
    refuses("measure_percent_target_in_range", lambda: make.MeasureFactory(target=101))
    refuses("measure_percent_target_in_range", lambda: make.MeasureFactory(target=-1))


def test_a_period_is_planned_once():
    measure = make.MeasureFactory()
    measure.trajectory.create(ends_on=JAN, value=5)
    measure.trajectory.create(ends_on=FEB, value=5)
    refuses("planned_once", lambda: measure.trajectory.create(ends_on=JAN, value=6))


def test_a_period_has_one_figure_that_counts():
    one = make.ReadingFactory(replaced_at=now())
    make.ReadingFactory(measure=one.measure)
    refuses("reading_period_once", lambda: make.ReadingFactory(measure=one.measure))


def test_a_period_is_in_order():
    make.ReadingFactory(starts_on=JAN, ends_on=JAN)
    refuses("reading_period_in_order", lambda: make.ReadingFactory(starts_on=FEB, ends_on=JAN))


def test_nothing_counted_has_no_value():
    make.ReadingFactory(numerator=0, denominator=0, value=None)
    make.ReadingFactory(numerator=1, denominator=2, value=50)
    refuses("reading_of_nothing_has_no_value", lambda: make.ReadingFactory(denominator=0, value=0))


def commentary(reading, **fields) -> Commentary:
    return Commentary.objects.create(
        measure=reading.measure, plan=reading.measure.plan, reading=reading, due_on=today(),
        **{"ends_on": reading.ends_on, **fields},
    )  # fmt: skip


def test_a_period_is_asked_about_once():
    reading = make.ReadingFactory()
    commentary(reading)
    commentary(reading, ends_on=FEB)
    refuses("commentary_once", lambda: commentary(reading))


def test_what_is_written_has_words_and_a_writer():
    writer = UserFactory()
    commentary(make.ReadingFactory(), state="written", why="x", written_by=writer)
    for fields in ({"why": "x"}, {"written_by": writer}):
        reading = make.ReadingFactory()
        refuses(
            "commentary_written_has_words",
            lambda r=reading, f=fields: commentary(r, state="written", **f),
        )

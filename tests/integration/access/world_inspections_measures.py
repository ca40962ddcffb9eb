"""What the access matrix needs of inspections (measures) in each area."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile

from dco_portal.common.clock import today
from inspections.actions import figure_imports, figures
from inspections.models import Commentary
from tests.factories import inspections as make

DAY = dt.timedelta(days=1)


def furnish(area: Any) -> None:
    """Adds a plan with a red measure, one counted live, a spare and a retired one, and a file of figures read."""
    manager, last = area["improvement_manager"], today().replace(day=1) - DAY
    plan = make.PlanFactory(la=area.la, icb=area.icb)
    measure = make.MeasureFactory(
        plan=plan, number="M1", target=90, owner=area["action_lead"], baseline=40, baseline_on=last - 200 * DAY,
        target_on=last + 300 * DAY,
    )  # fmt: skip
    reading = figures.enter(by=manager, measure_id=measure.pk, ends_on=last, value=Decimal(50))
    file = ContentFile(
        f"measure,period,value\nM1,{last - 40 * DAY:%Y-%m},60\n".encode(), name="figures.csv"
    )
    area.measured = SimpleNamespace(
        plan=plan, measure=measure, reading=reading, commentary=Commentary.objects.get(measure=measure),
        point=measure.trajectory.create(ends_on=last.replace(day=1) - DAY, value=45),
        live=make.MeasureFactory(plan=plan, source="live", live_key="advice_six_weeks"),
        spare=make.MeasureFactory(plan=plan), retired=make.MeasureFactory(plan=plan, retired_on=today()),
        batch=figure_imports.read(by=manager, plan_id=plan.pk, upload=file),
    )  # fmt: skip

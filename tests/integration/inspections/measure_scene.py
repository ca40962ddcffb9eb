"""A plan in force with one measure, its owner, managers, readers and strangers."""

import datetime as dt
from decimal import Decimal as D
from typing import Any

from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import today
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from inspections.actions import figures
from inspections.models import Commentary, FigureImport, Measure, Planned, Reading
from inspections.rules import measures as pure
from inspections.rules.measuring import Fields
from tests.factories import inspections as make
from tests.factories.accounts import person
from tests.integration.inspections.progress_scene import Scene

DAY = dt.timedelta(days=1)
WRITTEN = (Measure, Planned, Reading, Commentary, FigureImport, WorkItem, Notification, AuditEvent)


def back(months: int) -> dt.date:
    """The last day of the month so many months before the running one."""
    day = today().replace(day=1)
    for _ in range(months - 1):
        day = (day - DAY).replace(day=1)
    return day - DAY


class Measured(Scene):
    """`measure` is per cent, higher better, target 90, tolerance 10, owned by `owner` of the authority."""

    def __init__(self, **measure: Any) -> None:
        super().__init__(actions=0)
        self.owner = person("action_lead", self.la)
        fields = {
            "number": "M1", "target": 90, "owner": self.owner, "numerator": "In time", "denominator": "All", **measure,
        }  # fmt: skip
        self.measure = make.MeasureFactory(plan=self.plan, priority=self.priority, **fields)

    def enter(self, months: int = 1, by=None, **numbers: Any) -> Reading:
        """The figure of a month, entered by the manager."""
        given = {
            name: D(str(n)) if name in ("numerator", "denominator", "value") else n
            for name, n in numbers.items()
        }
        return figures.enter(
            by=by or self.manager, measure_id=self.measure.pk, ends_on=back(months), **given
        )

    def fields(self, **changes: Any) -> Fields:
        """A lawful measure."""
        whole = {
            "name": "Advice on time", "definition": "As counted.", "unit": "percent", "polarity": "higher",
            "numerator": "In time", "denominator": "All", "owner_id": self.owner.pk, "priority_id": self.priority.pk,
            "target": D(90), "target_on": today() + 400 * DAY, "baseline": D(40), "baseline_on": today() - 200 * DAY,
        }  # fmt: skip
        return Fields(**{**whole, **changes})

    def commentary(self) -> Commentary:
        """That of the newest period."""
        found = Commentary.objects.filter(measure=self.measure).order_by("ends_on").last()
        assert found is not None
        return found

    def item(self) -> WorkItem:
        """Its item in a worklist."""
        return WorkItem.objects.get(kind="inspections.commentary")


def everything() -> dict[str, list]:
    """All rows that these actions write."""
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in WRITTEN}


def month_name(months: int) -> str:
    """Such as "Mar 2026"."""
    end = back(months)
    return pure.named(end.replace(day=1), end)

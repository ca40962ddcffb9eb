"""The demo's measures: five counted live from the portal's own cases, the others made up, and saying so."""

import datetime as dt
from decimal import Decimal
from typing import Any

from dco_portal.common.clock import today
from dco_portal.home.demo import improvement_words as words
from dco_portal.home.demo.cases import Area
from inspections.actions import figures, live, measures


def keep(area: Area, plan: Any, parts: list[Any]) -> None:
    """Make the plan's measures and give them their figures up to last month."""
    manager = area.people["manager"]
    for figure in words.FIGURES:
        if not figure.live and len(parts) < figure.priority:
            continue  # the other area's smaller plan
        measure = measures.add(by=manager, plan_id=plan.pk, fields=_fields(figure, parts))
        if figure.live:
            live.recount(by=manager, measure_id=measure.pk)
            continue
        measures.straight(by=manager, measure_id=measure.pk)
        for months, value in enumerate(reversed(figure.values), start=1):
            figures.enter(
                by=manager, measure_id=measure.pk, ends_on=month_end(months), value=Decimal(value)
            )


def _fields(figure: words.Figure, parts: list[Any]) -> Any:
    part = parts[min(figure.priority, len(parts)) - 1]
    count = len(figure.values)
    return measures.rules.Fields(
        name=figure.name, definition=figure.definition, unit=figure.unit, polarity=figure.polarity,
        numerator=figure.numerator, denominator=figure.denominator, source="live" if figure.live else "entered",
        source_words="" if figure.live else words.MADE_UP, live_key=figure.live, priority_id=part.pk,
        owner_words="SEND improvement manager", baseline=Decimal(figure.baseline) if figure.baseline else None,
        baseline_on=month_end(count) if figure.values else month_end(12) if figure.baseline else None,
        target=Decimal(figure.target), target_on=month_end(-8), target_source="Agreed by the board. " + words.MADE_UP,
        illustrative=not figure.live,
    )  # fmt: skip


def month_end(months: int) -> dt.date:
    """The last day of the month so many months ago: 1 is last month, negative ones are to come."""
    year, month = divmod(today().year * 12 + today().month - months, 12)
    return dt.date(year, month + 1, 1) - dt.timedelta(days=1)

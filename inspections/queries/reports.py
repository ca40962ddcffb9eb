"""Finding progress reports: a plan's own list, and what the public may download."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from dco_portal.accounts.models import User
from dco_portal.charts import Chart, thaw
from dco_portal.common.clock import today
from dco_portal.common.errors import NotFound
from dco_portal.documents.states import DocumentState
from inspections.models import Plan, Report

FILES = ("draft", "document", "easy_read")
PEOPLE = ("made_by", "approved_by")
LONGEST = 100


def of_plan(by: User, plan: Plan) -> Sequence[Report]:
    """The reports of a plan that this person may see, the newest first, without their contents."""
    rows = Report.objects.visible_to(by).filter(plan=plan).defer("content")
    return list(rows.select_related(*FILES, *PEOPLE)[:LONGEST])


def one(by: User, pk: uuid.UUID) -> Report:
    """A report in the person's scope, with its content. Raises NotFound."""
    rows = Report.objects.visible_to(by).filter(pk=pk)
    found = rows.select_related("plan__la", "plan__icb", *FILES, *PEOPLE).first()
    if found is None:
        raise NotFound
    return found


def published_plan(slug: str) -> Plan:
    """The plan of a public page. Raises NotFound for one that is not published, as for none."""
    found = Plan.objects.published().select_related("la", "icb").filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found


def published(plan: Plan) -> Sequence[Report]:
    """A plan's reports for the public, the newest first, without their contents."""
    rows = Report.objects.public().filter(plan=plan).defer("content")
    return list(rows.select_related("document", "easy_read")[:LONGEST])


def published_one(slug: str, number: int) -> Report:
    """One report for the public, with its content. Raises NotFound."""
    rows = Report.objects.public().filter(plan__slug=slug, number=number)
    found = rows.select_related("plan__la", "plan__icb", "approved_by", *FILES).first()
    if found is None:
        raise NotFound
    return found


def newest(plan: Plan) -> Report | None:
    """The newest report for the public whose PDF is made; None until there is one."""
    rows = Report.objects.public().filter(plan=plan, document__state=DocumentState.READY)
    return rows.defer("content").select_related("document").first()


def charts_of(content: Mapping[str, Any]) -> dict[str, Chart]:
    """The charts a report holds, by key: "short", and each measure's id."""
    rows = [
        *content["measures"],
        *(row for each in content["priorities"] for row in each["measures"]),
    ]
    return {
        "short": thaw(content["short"]["chart"]),
        **{row["id"]: thaw(row["chart"]) for row in rows},
    }


def last_quarter() -> tuple[dt.date, dt.date]:
    """The first day of the month two months ago, and today: what a form suggests as the period."""
    day = today()
    month = day.month - 2
    first = dt.date(day.year, month, 1) if month > 0 else dt.date(day.year - 1, month + 12, 1)
    return first, day

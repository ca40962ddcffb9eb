"""Plans at the desk: the list, one plan with its whole chain, the same as files."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dco_portal.common import sheets as files
from dco_portal.common.clock import today
from dco_portal.common.filters import chosen
from dco_portal.work import actions as work
from inspections import sheets
from inspections.forms.plans import ActionFilterForm, PlanFilterForm
from inspections.models import Plan
from inspections.presenters import plan_sheet
from inspections.presenters import plans as present
from inspections.queries import content
from inspections.queries import plans as queries
from inspections.queries.plans import VIEWS, PlanFilters
from inspections.rules import plans as rules
from inspections.rules.progress import keeps

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def scoped(http: HttpRequest, pk: uuid.UUID) -> Plan:
    """The plan in the reader's scope; 403 for other roles, 404 out of scope."""
    rules.check_can_read(http.user)
    rows = Plan.objects.visible_to(http.user)
    return get_object_or_404(
        rows.select_related("la", "icb", "inspection", "board", "follows"), pk=pk
    )


def _wanted(http: HttpRequest) -> tuple[PlanFilterForm, PlanFilters]:
    """The bound form and the filters in force."""
    rules.check_can_read(http.user)
    form = PlanFilterForm(http.GET)
    view = http.GET.get("view", "")
    return form, form.filters(view if view in VIEWS else "open")


@require_safe
def index(http: HttpRequest) -> HttpResponse:
    """One page of the plans that the reader sees, the newest first."""
    form, filters = _wanted(http)
    by = http.user
    page = queries.page(
        by, filters, on=today(), after=http.GET.get("after", ""), before=http.GET.get("before", "")
    )
    query = http.GET.copy()
    for key in ("after", "before"):
        query.pop(key, None)
    context = {
        "form": form,
        "views": present.views(filters.view),
        "columns": present.COLUMNS,
        "rows": [present.row(plan, by) for plan in page.rows],
        "page": page,
        "chosen": chosen(form, http.GET),
        "keep": {"view": filters.view},
        "clear_url": f"{reverse('inspections:plans')}?view=all",
        "csv_url": f"{reverse('inspections:plans-csv')}?{query.urlencode()}",
        "may_keep": rules.can_keep(by),
    }
    return render(http, "inspections/plans.html", context)


@require_safe
def index_csv(http: HttpRequest) -> StreamingHttpResponse:
    """The list as a file; the export is noted."""
    _, filters = _wanted(http)
    by = http.user
    work.note_export(by=by, query=http.GET.urlencode(), what="improvement-plans.csv")
    rows = (present.csv_row(plan) for plan in queries.everything(by, filters, today()))
    return files.download("improvement-plans.csv", present.CSV_HEADER, rows)


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One plan: its facts, and the chain by priority with the actions that fit the filters."""
    plan, by = scoped(http, pk), http.user
    chain = content.chain(plan.pk, today(), public=False)
    form = ActionFilterForm(http.GET, priorities=chain["priorities"])
    filters = form.filters()
    found = queries.filtered(chain["priorities"], filters, today())
    total = sum(len(row["actions"]) for row in chain["priorities"])
    missing = present.public_words(plan, list(plan.priorities.all()))
    here, query = reverse("inspections:plan", args=[pk]), http.GET.urlencode()
    context = {
        "plan": plan,
        "colour": present.COLOURS[plan.state],
        "facts": present.facts(plan),
        "steps": present.steps(plan, by, missing),
        "keeps": keeps(by, plan),
        "form": form,
        "chosen": chosen(form, http.GET),
        "clear_url": here,
        "priorities": present.actions(found),
        "shown": sum(len(row["actions"]) for row in found),
        "total": total,
        "filtered": bool(filters),
        "chain": chain,
        "missing": missing,
        "approvals": present.approvals(plan),
        "latest": present.latest(plan),
        "partners": plan.partners.select_related("organisation"),
        "co_production": plan.co_production.all(),
        "successors": plan.followed_by.visible_to(by),
        "csv_url": f"{reverse('inspections:plan-csv', args=[pk])}?{query}",
        "xlsx_url": f"{reverse('inspections:plan-xlsx', args=[pk])}?{query}",
    }
    return render(http, "inspections/plan.html", context)


def _lines(http: HttpRequest, plan: Plan) -> Iterator[list[Any]]:
    """The actions that fit the filters, as lines of a file; the export is noted."""
    chain = content.chain(plan.pk, today(), public=False)
    form = ActionFilterForm(http.GET, priorities=chain["priorities"])
    found = queries.filtered(chain["priorities"], form.filters(), today())
    emails = dict(plan.actions.filter(lead__isnull=False).values_list("pk", "lead__email"))
    work.note_export(by=http.user, query=http.GET.urlencode(), what=f"{plan.reference} actions")
    return plan_sheet.rows(found, emails)


@require_safe
def actions_csv(http: HttpRequest, pk: uuid.UUID) -> StreamingHttpResponse:
    """The actions as a CSV file that the import reads back."""
    plan = scoped(http, pk)
    lines = (plan_sheet.british(line) for line in _lines(http, plan))
    return files.download(f"{plan.slug}-actions.csv", plan_sheet.HEADER, lines)


@require_safe
def actions_xlsx(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The actions as an XLSX file that the import reads back."""
    plan = scoped(http, pk)
    data = sheets.write("Actions", plan_sheet.HEADER, _lines(http, plan))
    return spreadsheet(data, f"{plan.slug}-actions.xlsx")


def spreadsheet(data: bytes, filename: str) -> HttpResponse:
    """The answer that downloads an XLSX file, never kept by caches."""
    headers = {
        "Content-Disposition": f'attachment; filename="{filename}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(data, content_type=XLSX, headers=headers)

"""A plan from a spreadsheet: upload, see what it would change, take it in; the example files."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.common import sheets as files
from dco_portal.common.errors import Invalid
from inspections import sheets
from inspections.actions import imports as actions
from inspections.forms.versions import PlanFileForm
from inspections.models import PlanImport
from inspections.presenters import plan_imports as present
from inspections.presenters import plan_sheet
from inspections.rules import plans as rules
from inspections.rules.importing import COLUMNS
from inspections.views.plan_steps import check_keeps, kept
from inspections.views.plans import spreadsheet


def scoped(http: HttpRequest, pk: uuid.UUID) -> PlanImport:
    """An uploaded file of one's own; 403 for other roles, 404 for somebody else's."""
    rules.check_can_keep(http.user)
    rows = PlanImport.objects.visible_to(http.user).select_related("plan__la", "plan__icb")
    row = get_object_or_404(rows, pk=pk)
    check_keeps(http.user, row.plan)
    return row


@require_http_methods(["GET", "POST"])
def index(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Upload a file; one's own files so far."""
    plan = kept(http, pk)
    rules.check_open(plan)
    form = PlanFileForm(http.POST, http.FILES) if http.method == "POST" else PlanFileForm()
    if http.method == "POST" and form.is_valid():
        try:
            row = actions.upload(by=http.user, plan_id=pk, upload=form.cleaned_data["upload"])
        except Invalid as error:
            form.take(error)
        else:
            return redirect("inspections:plan-import-check", pk=row.pk)
    earlier = PlanImport.objects.visible_to(http.user).filter(plan=plan).defer("rows")
    context = {"plan": plan, "form": form, "columns": COLUMNS, "earlier": earlier[:20]}
    return render(http, "inspections/plan_import.html", context)


@require_safe
def check(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What every row would do; nothing is written yet."""
    row = scoped(http, pk)
    context = {
        "plan": row.plan,
        "row": row,
        "counts": present.counts(row),
        "wanted": present.wanted(row),
        "lines": present.lines(row),
        "report_url": reverse("inspections:plan-import-report", args=[pk]),
    }
    return render(http, "inspections/plan_import_check.html", context)


@require_POST
def take(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write what was shown."""
    row = scoped(http, pk)
    actions.take(by=http.user, import_id=pk)
    count = present.wanted(row)
    messages.success(http, f"{count} action{'' if count == 1 else 's'} taken in.")
    return redirect("inspections:plan", pk=row.plan_id)


@require_safe
def report(http: HttpRequest, pk: uuid.UUID) -> StreamingHttpResponse:
    """The report on every row as a file."""
    row = scoped(http, pk)
    return files.download("plan-import-report.csv", present.REPORT_HEADER, present.report(row))


@require_safe
def example(http: HttpRequest, kind: str) -> HttpResponse | StreamingHttpResponse:
    """An example to fill in, as "csv" or "xlsx"."""
    rules.check_can_keep(http.user)
    header = [column.heading for column in COLUMNS]
    if kind == "xlsx":
        return spreadsheet(
            sheets.write("Actions", header, plan_sheet.example()), "plan-example.xlsx"
        )
    return files.download("plan-example.csv", header, plan_sheet.example())

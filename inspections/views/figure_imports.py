"""Figures from a file: the template, the upload, what each row would do, taking it in."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.common import sheets
from dco_portal.common.clock import today
from dco_portal.common.steps import step
from inspections.actions import figure_imports as actions
from inspections.forms import measures as forms
from inspections.models import FigureImport, Measure
from inspections.presenters import measures as present
from inspections.rules import figure_files as files
from inspections.rules import measures as pure
from inspections.rules import plans as plan_rules
from inspections.states import MeasureSource
from inspections.views.measure_steps import kept_plan

form_page = require_http_methods(["GET", "POST"])


def scoped(http: HttpRequest, pk: uuid.UUID) -> FigureImport:
    """One's own uploaded file; 403 for other roles, 404 for anybody else's."""
    plan_rules.check_can_keep(http.user)
    return get_object_or_404(
        FigureImport.objects.visible_to(http.user).select_related("plan"), pk=pk
    )


@form_page
def upload(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Upload a file of figures; nothing is recorded before it was shown."""
    plan = kept_plan(http, pk)
    form = forms.UploadForm(http.POST, http.FILES) if http.method == "POST" else forms.UploadForm()

    def onward(batch: FigureImport) -> str:
        return reverse("inspections:figures-import", args=[batch.pk])

    mine = FigureImport.objects.visible_to(http.user).filter(plan=plan).defer("rows")
    return step(
        http, form, lambda data: actions.read(by=http.user, plan_id=pk, **data), onward=onward,
        back=reverse("inspections:measures", args=[pk]), done="The file is read. Nothing is recorded yet.",
        template="inspections/figures_upload.html", plan=plan, earlier=mine[:10],
        guide=[{"key": name, "value": words} for name, words in files.COLUMNS.items()],
    )  # fmt: skip


@require_safe
def template(http: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The file to fill in: a row for each measure that takes figures, for the period just over."""
    plan = kept_plan(http, pk)
    rows = Measure.objects.filter(plan=plan, retired_on=None).exclude(source=MeasureSource.LIVE)
    lines = [[measure.number, _last(measure), "", "", "", ""] for measure in rows]
    return sheets.download(f"{plan.reference}-figures.csv", list(files.COLUMNS), lines)


def _last(measure: Measure) -> str:
    this = pure.period(measure.frequency, today())
    found = pure.period(measure.frequency, this.starts_on.replace(day=1) - pure.DAY)
    return pure.named(*found)


@form_page
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What each row would do, and the button that records them."""
    batch = scoped(http, pk)
    faults = present.import_faults(batch.rows)
    corrects = batch.counts.get(actions.CORRECTION, 0)
    form = forms.TakeForm(http.POST or None) if corrects else None
    wanted = batch.counts.get(actions.NEW, 0) + corrects
    page: dict[str, Any] = {
        "plan": batch.plan,
        "batch": batch,
        "faults": faults,
        "fault_columns": present.FAULT_COLUMNS,
        "rows": present.import_rows(batch.rows),
        "columns": present.IMPORT_COLUMNS,
        "wanted": wanted,
        "corrects": corrects,
        "ready": not faults and wanted and batch.taken_at is None,
    }
    return step(
        http, form, lambda data: actions.take(by=http.user, import_id=pk, **data),
        back=reverse("inspections:measures", args=[batch.plan_id]), done=f"{wanted} figures are recorded.",
        template="inspections/figures_import.html", **page,
    )  # fmt: skip


@require_safe
def report(http: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The report as a file, row by row."""
    batch = scoped(http, pk)
    lines: list[list[Any]] = []
    for row in batch.rows:
        start = [row["number"], row["measure"], row["period"]]
        lines += [[*start, "To mend", error["column"], error["text"]] for error in row["errors"]]
        if not row["errors"]:
            lines.append([*start, present.BECOMES[row["becomes"]], "", row["words"]])
    header = ["Row", "Measure", "Period", "What", "Column", "Text"]
    return sheets.download("figures-report.csv", header, lines)

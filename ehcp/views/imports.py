"""Many requests from one spreadsheet: the template, the upload, the report, the import."""

import csv
import uuid
from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.common.errors import Invalid
from ehcp.actions import imports as actions
from ehcp.forms.imports import UploadForm
from ehcp.models import RequestImport
from ehcp.rules.imports import COLUMNS

REPORT_COLUMNS = [
    {"label": "Row"},
    {"label": "Your reference"},
    {"label": "Column"},
    {"label": "What to mend"},
]
DONE_COLUMNS = [{"label": "Row"}, {"label": "Your reference"}, {"label": "Request"}]


def scoped(http: HttpRequest, pk: uuid.UUID) -> RequestImport:
    """An uploaded file of the reader's organisation; 403 for another role, 404 out of scope."""
    actions.check_can_import(http.user)
    rows = (
        RequestImport.objects.visible_to(http.user).select_related("uploaded_by").defer("content")
    )
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
def index(http: HttpRequest) -> HttpResponse:
    """Upload a file; the files uploaded so far."""
    actions.check_can_import(http.user)
    form = UploadForm(http.POST, http.FILES) if http.method == "POST" else UploadForm()
    if http.method == "POST" and form.is_valid():
        try:
            batch = actions.upload(by=http.user, upload=form.cleaned_data["upload"])
        except Invalid as error:
            form.take(error)
        else:
            if batch.state in {RequestImport.State.IMPORTED, RequestImport.State.RUNNING}:
                messages.info(
                    http, "This very file has been imported already, so nothing was added."
                )
            return redirect("ehcp:import", pk=batch.pk)
    rows = (
        RequestImport.objects.visible_to(http.user)
        .select_related("uploaded_by")
        .defer("content", "rows")
    )
    context = {
        "form": form,
        "batches": rows.order_by("-created_at")[:20],
        "guide": _guide(),
        "guide_columns": GUIDE_COLUMNS,
    }
    return render(http, "ehcp/import_new.html", context)


GUIDE_COLUMNS = [{"label": "Column"}, {"label": "What to write"}, {"label": "Needed"}]


def _guide() -> list[dict]:
    return [
        {
            "cells": [
                {"text": c.name, "name": True},
                {"text": c.guide},
                {"text": "Needed" if c.needed else ""},
            ]
        }
        for c in COLUMNS
    ]


@require_safe
def template(http: HttpRequest) -> HttpResponse:
    """The spreadsheet to fill in: headings and one example row."""
    actions.check_can_import(http.user)
    return _csv("requests-template.csv", [[c.name for c in COLUMNS], [c.example for c in COLUMNS]])


def _csv(filename: str, rows: Iterable[list[str]]) -> HttpResponse:
    """A CSV file that spreadsheet programs open; no cell can start a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.write("\ufeff")
    writer = csv.writer(response)
    for row in rows:
        writer.writerow(
            [
                f"'{cell}" if str(cell)[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
                for cell in row
            ]
        )
    return response


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How a file stands: being read, its report row by row, or what became of it."""
    batch = scoped(http, pk)
    State = RequestImport.State
    context = {
        "batch": batch,
        "working": batch.state in {State.CHECKING, State.RUNNING},
        "page_url": reverse("ehcp:import", args=[pk]),
        "ready": batch.state == State.CHECKED,
        "faults": [
            {
                "cells": [
                    {"text": str(row["number"]), "name": True},
                    {"text": row["la_reference"]},
                    {"text": error["column"] or "The whole row"},
                    {"text": error["text"]},
                ]
            }
            for row in batch.rows
            for error in row["errors"]
        ],
        "warnings": [
            {
                "cells": [
                    {"text": str(row["number"]), "name": True},
                    {"text": row["la_reference"]},
                    {"text": ""},
                    {"text": warning},
                ]
            }
            for row in batch.rows
            for warning in row["warnings"]
        ],
        "done": [
            {
                "cells": [
                    {"text": str(row["number"]), "name": True},
                    {"text": row["la_reference"]},
                    {"text": row["reference"], "url": reverse("ehcp:case", args=[row["request"]])},
                ]
            }
            for row in batch.rows
            if row["request"]
        ],
        "report_columns": REPORT_COLUMNS,
        "done_columns": DONE_COLUMNS,
    }
    return render(http, "ehcp/import.html", context)


@require_safe
def report(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The report as a file."""
    batch = scoped(http, pk)
    lines = [["Row", "Your reference", "Kind", "Column", "Text"]]
    for row in batch.rows:
        start = [str(row["number"]), row["la_reference"]]
        lines += [[*start, "To mend", error["column"], error["text"]] for error in row["errors"]]
        lines += [[*start, "Note", "", warning] for warning in row["warnings"]]
        lines += [[*start, "Imported", "", row["reference"]]] if row["reference"] else []
    return _csv("requests-report.csv", lines)


@require_POST
def start(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take in every row."""
    scoped(http, pk)
    actions.start(by=http.user, import_id=pk)
    return redirect("ehcp:import", pk=pk)

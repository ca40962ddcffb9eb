"""Entries from a spreadsheet: the template, the upload, the report, the import."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.common import sheets
from dco_portal.common.errors import Invalid
from local_offer.actions import imports as actions
from local_offer.forms.desk import UploadForm
from local_offer.models import ListingImport
from local_offer.rules import entries as rules
from local_offer.rules.imports import COLUMNS

GUIDE = [{"label": "Column"}, {"label": "What to write"}, {"label": "Needed"}]
FAULTS = [{"label": "Row"}, {"label": "Entry"}, {"label": "Column"}, {"label": "What to mend"}]
PREVIEW = [{"label": "Row"}, {"label": "Entry"}, {"label": "What happens"}, {"label": "Fields"}]
WHAT = {"new": "New entry", "change": "Changes an entry", "same": "Stays as it is", "": ""}
DONE = {"new": "Added", "change": "Changed", "same": "Left as it was", "": ""}


def scoped(http: HttpRequest, pk: uuid.UUID) -> ListingImport:
    """An uploaded file of the reader's Local Offers; 403 for another role, 404 out of scope."""
    rules.check_can_edit(http.user)
    rows = ListingImport.objects.visible_to(http.user)
    return get_object_or_404(
        rows.select_related("uploaded_by", "local_authority").defer("content"), pk=pk
    )


@require_http_methods(["GET", "POST"])
def index(http: HttpRequest) -> HttpResponse:
    """Upload a file; the files uploaded so far."""
    rules.check_can_edit(http.user)
    form = UploadForm(http.POST or None, http.FILES or None, by=http.user)
    if http.method == "POST" and form.is_valid():
        try:
            batch = actions.upload(by=http.user, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            return redirect("local_offer:import", pk=batch.pk)
    rows = ListingImport.objects.visible_to(http.user).defer("content", "rows")
    guide = [
        {"cells": [{"text": c.name, "name": True}, {"text": c.guide}, {"text": "Needed" if c.needed else ""}]}
        for c in COLUMNS
    ]  # fmt: skip
    context = {
        "form": form,
        "batches": rows.select_related("uploaded_by", "local_authority")[:20],
        "guide": guide,
        "guide_columns": GUIDE,
    }
    return render(http, "local_offer/desk/import_new.html", context)


@require_safe
def template(http: HttpRequest) -> StreamingHttpResponse:
    """The spreadsheet to fill in: headings and one example row."""
    rules.check_can_edit(http.user)
    example = [[column.example for column in COLUMNS]]
    return sheets.download("local-offer-template.csv", [c.name for c in COLUMNS], example)


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How a file stands: being read, its report row by row, or what became of it."""
    batch = scoped(http, pk)
    imported = batch.state == ListingImport.State.IMPORTED
    context = {
        "batch": batch,
        "page_url": reverse("local_offer:import", args=[pk]),
        "faults": [
            {"cells": [_number(row), {"text": row["name"]}, {"text": e["column"] or "The whole row"}, {"text": e["text"]}]}
            for row in batch.rows for e in row["errors"]
        ],
        "warnings": [
            {"cells": [_number(row), {"text": row["name"]}, {"text": ""}, {"text": words}]}
            for row in batch.rows for words in row["warnings"]
        ],
        "preview": [_preview(row, imported) for row in batch.rows if row["what"]],
        "counts": {what: sum(row["what"] == what for row in batch.rows) for what in ("new", "change", "same")},
        "fault_columns": FAULTS,
        "preview_columns": PREVIEW,
        "imported": imported,
    }  # fmt: skip
    return render(http, "local_offer/desk/import.html", context)


def _number(row: dict[str, Any]) -> dict[str, Any]:
    return {"text": str(row["number"]), "name": True}


def _preview(row: dict[str, Any], imported: bool) -> dict[str, Any]:
    name: dict[str, Any] = {"text": row["name"]}
    if row["entry"]:
        name["url"] = reverse("local_offer:listing", args=[row["entry"]])
    words = (DONE if imported else WHAT)[row["what"]]
    return {"cells": [_number(row), name, {"text": words}, {"text": ", ".join(row["changes"])}]}


@require_safe
def report(http: HttpRequest, pk: uuid.UUID) -> StreamingHttpResponse:
    """The report as a file."""
    batch = scoped(http, pk)
    lines = []
    for row in batch.rows:
        start = [row["number"], row["name"], row["what"]]
        lines += [[*start, "To mend", error["column"], error["text"]] for error in row["errors"]]
        lines += [[*start, "Note", "", words] for words in row["warnings"]]
        lines += [[*start, "Fields", "", "; ".join(row["changes"])]]
    header = ["Row", "Entry", "What", "Kind", "Column", "Text"]
    return sheets.download("local-offer-report.csv", header, lines)


@require_POST
def start(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take in every row."""
    scoped(http, pk)
    actions.start(by=http.user, import_id=pk)
    return redirect("local_offer:import", pk=pk)

"""A trust's list of notifications: the template, the upload, progress, the preview, the import, the rejects."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal import audit
from dco_portal.common import keyset, sheets
from dco_portal.common.errors import Invalid
from referrals.actions import imports as actions
from referrals.forms.imports import UploadForm
from referrals.models import ImportRow, NotificationImport
from referrals.rules.imports import COLUMNS
from referrals.rules.notice import check_can_notify

State, RowState = NotificationImport.State, ImportRow.State
GUIDE_COLUMNS = [{"label": "Column"}, {"label": "What to write"}, {"label": "Needed"}]
ROW_COLUMNS = [
    {"label": "Row"}, {"label": "Your reference"}, {"label": "Child"}, {"label": "What happens"},
]  # fmt: skip
COLOURS = {
    RowState.GOOD: "", RowState.IMPORTED: "green", RowState.THERE: "grey", RowState.REJECTED: "red",
}  # fmt: skip
PAGE = 50


def scoped(http: HttpRequest, pk: uuid.UUID) -> NotificationImport:
    """A list of the reader's own; 403 for another role, 404 out of scope."""
    check_can_notify(http.user)
    rows = NotificationImport.objects.visible_to(http.user).defer("content")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
def index(http: HttpRequest) -> HttpResponse:
    """Upload a list; the lists uploaded so far."""
    check_can_notify(http.user)
    form = UploadForm(http.POST, http.FILES) if http.method == "POST" else UploadForm()
    if http.method == "POST" and form.is_valid():
        try:
            batch = actions.upload(by=http.user, upload=form.cleaned_data["upload"])
        except Invalid as error:
            form.take(error)
        else:
            if batch.state != State.CHECKING:
                messages.info(http, "You uploaded this very file before. This is what came of it.")
            return redirect("referrals:import", pk=batch.pk)
    rows = NotificationImport.objects.visible_to(http.user).defer("content")
    context = {
        "form": form,
        "batches": rows.order_by("-created_at")[:20],
        "guide": [_guide(column) for column in COLUMNS],
        "guide_columns": GUIDE_COLUMNS,
    }
    return render(http, "referrals/import_new.html", context)


def _guide(column: Any) -> dict[str, Any]:
    cells = [{"text": column.name, "name": True}, {"text": column.guide}]
    return {"cells": [*cells, {"text": "Needed" if column.needed else ""}]}


@require_safe
def template(http: HttpRequest) -> HttpResponseBase:
    """The list to fill in: headings and one example row."""
    check_can_notify(http.user)
    return sheets.download(
        "notifications-template.csv",
        [column.name for column in COLUMNS],
        [[column.example for column in COLUMNS]],
    )


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How a list stands: being read, its preview row by row, being imported, or what became of it."""
    batch = scoped(http, pk)
    context: dict[str, Any] = {
        "batch": batch,
        "working": batch.state in {State.CHECKING, State.IMPORTING},
        "page_url": reverse("referrals:import", args=[pk]),
        "progress_words": _progress(batch),
    }
    if not context["working"]:
        context |= _preview(http, batch)
        audit.viewed(batch, by=http.user, what="uploaded list")
    return render(http, "referrals/import.html", context)


def _progress(batch: NotificationImport) -> str:
    """Such as "1,500 of 5,000 rows imported"."""
    done = "imported" if batch.state == State.IMPORTING else "checked"
    return f"{batch.done:,} of {batch.total:,} rows {done}."


def _preview(http: HttpRequest, batch: NotificationImport) -> dict[str, Any]:
    counts = dict(batch.lines.order_by().values_list("state").annotate(Count("pk")))
    chosen = http.GET.get("rows", "")
    rows = batch.lines.select_related("notification")
    if chosen in RowState.values:
        rows = rows.filter(state=chosen)
    page = keyset.page(
        rows, order="number", after=http.GET.get("after", ""), before=http.GET.get("before", ""),
        size=PAGE, filled=True,
    )  # fmt: skip
    return {
        "counts": {state: counts.get(state, 0) for state in RowState.values},
        "plans": _plans(batch),
        "tabs": _tabs(batch, counts, chosen),
        "page": page,
        "rows": [_row(line) for line in page.rows],
        "row_columns": ROW_COLUMNS,
    }


def _plans(batch: NotificationImport) -> list[str]:
    """What the import will do, such as "210: Sent to Northshire Council when you import"."""
    good = batch.lines.filter(state=RowState.GOOD).order_by()
    found = good.values_list("warnings__0").annotate(Count("pk")).order_by("warnings__0")
    return [f"{count:,}: {words}" for words, count in found if words]


def _tabs(batch: NotificationImport, counts: dict[str, int], chosen: str) -> list[dict[str, Any]]:
    url = reverse("referrals:import", args=[batch.pk])
    tabs = [{"label": "All rows", "count": sum(counts.values()), "url": url, "current": not chosen}]
    for state, label in RowState.choices:
        if counts.get(state):
            tabs.append(
                {"label": label, "count": counts[state], "url": f"{url}?rows={state}", "current": chosen == state}
            )  # fmt: skip
    return tabs


def _row(line: ImportRow) -> dict[str, Any]:
    cells = line.cells
    child = " ".join(part for part in (cells.get("given_name"), cells.get("family_name")) if part)
    result: dict[str, Any] = {
        "tag": line.get_state_display(),
        "colour": COLOURS[RowState(line.state)],
    }
    result["sub"] = " ".join(f"{text.rstrip('.')}." for text in (line.errors or line.warnings))
    if line.notification:
        result = {
            "text": line.notification.reference,
            "url": reverse("referrals:case", args=[line.notification.pk]),
            "sub": "Imported.",
        }
    return {
        "cells": [
            {"text": str(line.number), "name": True},
            {"text": cells.get("their_reference", "")},
            {"text": child, "sub": cells.get("date_of_birth", "")},
            result,
        ]
    }  # fmt: skip


@require_safe
def rejects(http: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """The rejected rows as they were, with what is wrong with each: mend it and upload it again."""
    batch = scoped(http, pk)
    audit.record("downloaded", by=http.user, obj=batch, what="rejected rows")
    return sheets.download(
        "notifications-rejected.csv", [column.name for column in COLUMNS], _rejected(batch)
    )


def _rejected(batch: NotificationImport) -> Iterator[list[str]]:
    names = [column.name for column in COLUMNS if column.name != "problems"]
    rows = batch.lines.filter(state=RowState.REJECTED).order_by("number")
    for line in rows.iterator(chunk_size=500):
        problems = "; ".join([f"Row {line.number}", *line.errors])
        yield [*(line.cells.get(name, "") for name in names), problems]


@require_POST
def start(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Import every good row."""
    scoped(http, pk)
    actions.start(by=http.user, import_id=pk)
    return redirect("referrals:import", pk=pk)


@require_POST
def discard(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put a list aside."""
    scoped(http, pk)
    actions.discard(by=http.user, import_id=pk)
    messages.success(http, "The list has been discarded. Nothing was imported.")
    return redirect("referrals:imports")

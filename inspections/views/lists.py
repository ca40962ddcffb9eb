"""Checking person-level lists: the upload, progress, what is wrong, the file with its faults, deleting it."""

import uuid

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal import audit
from dco_portal.common import keyset, sheets
from dco_portal.common.errors import Conflict, Invalid
from dco_portal.documents import keeping, storage
from dco_portal.documents.errors import DamagedFile
from dco_portal.organisations.policy import value as policy
from inspections.actions import lists as actions
from inspections.annex import columns
from inspections.forms.lists import ListForm
from inspections.models import ListCheck
from inspections.presenters import lists as present
from inspections.rules import lists as rules

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def scoped(http: HttpRequest, pk: uuid.UUID) -> ListCheck:
    """One’s own check; 403 for another role, 404 out of scope."""
    rules.check_can_check_lists(http.user)
    return get_object_or_404(ListCheck.objects.visible_to(http.user), pk=pk)


@require_http_methods(["GET", "POST"])
def index(http: HttpRequest) -> HttpResponse:
    """Upload a list; one’s checks so far; the columns and rules."""
    rules.check_can_check_lists(http.user)
    days = policy(rules.KEEP_DAYS, http.user.organisation)
    given = (http.POST, http.FILES) if http.method == "POST" else ()
    form = ListForm(*given, keep_days=days)
    if http.method == "POST" and form.is_valid():
        try:
            row = actions.upload(by=http.user, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            return redirect("inspections:list-check", pk=row.pk)
    page = keyset.page(
        ListCheck.objects.visible_to(http.user), order="-created_at", size=10, filled=True,
        after=http.GET.get("after", ""), before=http.GET.get("before", ""),
    )  # fmt: skip
    context = {
        "form": form,
        "checks": [present.card(row) for row in page.rows],
        "page": page,
        "hours": policy(rules.HOURS, http.user.organisation),
        "lists": [_about(1), _about(2)],
        "guide_columns": present.GUIDE_COLUMNS,
    }
    return render(http, "inspections/lists.html", context)


def _about(which: int) -> dict:
    names = [columns.name(key) for key in columns.columns(which)]
    return {"number": which, "columns": names, "rules": present.guide(which)}


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How a check stands, or what is wrong by rule."""
    row = scoped(http, pk)
    return render(http, "inspections/list_check.html", present.page(row, *keeping.progress(pk)))


@require_safe
def faults(http: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """What is wrong by rule, as a file: counts and places alone."""
    row = scoped(http, pk)
    audit.record("inspections.list_faults_downloaded", by=http.user, obj=row)
    return sheets.download(
        f"list-{row.which}-faults.csv", present.CSV_HEADER, present.csv_rows(row)
    )


@require_safe
def file(http: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """The list with its column of faults."""
    row = scoped(http, pk)
    rules.check_can_download(row)
    try:
        content = storage.open_checked(row.result_sha256)
    except DamagedFile as error:
        raise Conflict("The checked file was deleted or damaged. Upload the list again.") from error
    audit.record("inspections.list_downloaded", by=http.user, obj=row)
    kind = "csv" if row.kind == "csv" else "xlsx"
    name = f"list-{row.which}-checked.{kind}"
    response = FileResponse(content, as_attachment=True, filename=name, content_type=TYPES[kind])
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
def keep(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep the checked file for some days."""
    scoped(http, pk)
    actions.keep(by=http.user, check_id=pk)
    messages.success(http, "The checked file is kept until the day shown.")
    return redirect("inspections:list-check", pk=pk)


@require_http_methods(["GET", "POST"])
def delete(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Delete the file now, after asking."""
    row = scoped(http, pk)
    back = reverse("inspections:list-check", args=[pk])
    if http.method == "POST":
        actions.delete(by=http.user, check_id=pk)
        messages.success(http, "The file has been deleted. How many faults there were stays.")
        return redirect(back)
    context = {
        "heading": f"Delete the file of {present.title(row)} now?",
        "text": "It cannot be brought back: you would upload the list again. The counts by rule stay.",
        "button": "Delete the file", "warning": True, "back_url": back,
    }  # fmt: skip
    return render(http, "components/confirm.html", context)

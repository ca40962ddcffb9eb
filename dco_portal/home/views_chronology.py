"""A child's chronology: what happened across all features, as far as the reader may see."""

import csv
import datetime as dt
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

import ehcp.queries
import enquiries.queries
import referrals.queries
from dco_portal import audit
from dco_portal.children import queries as children
from dco_portal.children.queries import ChronologyEntry
from dco_portal.common.clock import london
from dco_portal.common.errors import NotFound
from dco_portal.common.templatetags.portal import moment

SOURCES = (
    children.chronology,
    ehcp.queries.chronology,
    enquiries.queries.chronology,
    referrals.queries.chronology,
)


@require_safe
def chronology(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything, the newest first; with `format=csv` as a file. Each look leaves an audit row."""
    try:
        child = children.header(pk, by=request.user)
    except NotFound:
        raise Http404 from None
    entries = merged(pk, by=request.user)
    as_file = request.GET.get("format") == "csv"
    audit.viewed(
        None, by=request.user, child_id=pk, what="chronology file" if as_file else "chronology"
    )
    if as_file:
        return _file(child.reference, entries)
    context = {
        "child": child,
        "events": [_event(entry) for entry in entries],
        "csv_url": f"{reverse('home:chronology', args=[pk])}?format=csv",
    }
    return render(request, "children/chronology.html", context)


def merged(child_id: uuid.UUID, *, by) -> list[ChronologyEntry]:
    """Entries of every feature, the newest first; a date without a time counts as its last moment."""
    entries = [entry for source in SOURCES for entry in source(child_id, by=by)]
    return sorted(entries, key=lambda entry: _when(entry.at), reverse=True)


def _when(at: dt.date | dt.datetime) -> tuple[dt.date, dt.time]:
    if isinstance(at, dt.datetime):
        local = london(at)
        return local.date(), local.time()
    return at, dt.time.max


def _event(entry: ChronologyEntry) -> dict:
    reference = f"{entry.reference}. " if entry.reference else ""
    return {
        "at": entry.at,
        "what": entry.what,
        "who": entry.who,
        "detail": reference + entry.detail,
        "url": entry.url,
        "tag": entry.kind,
        "colour": "grey",
    }


def _file(reference: str, entries: list[ChronologyEntry]) -> HttpResponse:
    """The chronology as UTF-8 CSV that spreadsheets open; no cell can start a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="chronology-{reference}.csv"'
    response.write("\ufeff")
    rows = csv.writer(response)
    rows.writerow(["When", "What", "Who", "Kind", "Reference", "Detail"])
    for entry in entries:
        cells = [moment(entry.at), entry.what, entry.who, entry.kind, entry.reference, entry.detail]
        rows.writerow([f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in cells])
    return response

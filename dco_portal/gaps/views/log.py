"""The ranked log, the same as a file, and as PDFs for the board."""

import uuid

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dco_portal.common import sheets
from dco_portal.common.filters import chosen
from dco_portal.documents import presenters as document_cards
from dco_portal.documents import queries as documents
from dco_portal.documents.serve import serve
from dco_portal.gaps import actions, queries, rules
from dco_portal.gaps import presenters as present
from dco_portal.gaps.actions.reports import OWNER_KIND
from dco_portal.gaps.forms import LogForm
from dco_portal.gaps.queries import Filters

REPORTS = 20


def _wanted(http: HttpRequest) -> tuple[LogForm, Filters]:
    """The bound form and the filters in force. Raises NotAllowed for other roles."""
    rules.check_can_see(http.user)
    form = LogForm(http.GET, by=http.user)
    view = http.GET.get("view", "live")
    return form, form.filters(view if view in present.VIEWS else "live")


@require_safe
def log(http: HttpRequest) -> HttpResponse:
    """One page of the log, the heaviest line first."""
    form, filters = _wanted(http)
    page = queries.page(
        http.user,
        filters,
        after=http.GET.get("after", ""),
        before=http.GET.get("before", ""),
    )
    query = http.GET.copy()
    for key in ("after", "before"):
        query.pop(key, None)
    context = {
        "form": form,
        "views": present.views(filters.view),
        "rows": present.rows(page.rows),
        "page": page,
        "first": not http.GET.get("after") and not http.GET.get("before"),
        "chosen": chosen(form, http.GET, reverse("gaps:log")),
        "keep": {"view": filters.view},
        "clear_url": f"{reverse('gaps:log')}?view={filters.view}",
        "csv_url": f"{reverse('gaps:log_csv')}?{query.urlencode()}",
        "report_url": f"{reverse('gaps:report_new')}?{query.urlencode()}",
        "rank_days": queries.window_days(http.user.organisation),
        "held_back": queries.held_back(http.user.organisation),
    }
    return render(http, "gaps/log.html", context)


@require_safe
def log_csv(http: HttpRequest) -> StreamingHttpResponse:
    """The whole log with the filters in force, as a file; the export is noted."""
    _, filters = _wanted(http)
    actions.note_export(by=http.user, query=http.GET.urlencode())
    lines = queries.everything(http.user, filters)
    return sheets.download("commissioning-gaps.csv", present.CSV_HEADER, present.csv_rows(lines))


@require_POST
def report_new(http: HttpRequest) -> HttpResponse:
    """Ask for the log, as filtered, as a PDF."""
    form, filters = _wanted(http)
    words = [each["label"] for each in chosen(form, http.GET, reverse("gaps:log"))]
    actions.ask_report(by=http.user, filters=filters, words=[present.VIEWS[filters.view], *words])
    messages.success(http, "The report is being prepared.")
    return redirect("gaps:reports")


@require_safe
def reports(http: HttpRequest) -> HttpResponse:
    """The latest reports of one's organisation."""
    rules.check_can_see(http.user)
    organisation = http.user.organisation
    found = documents.documents_of(owner_kind=OWNER_KIND, owner_id=organisation.pk)[:REPORTS]
    cards = [
        document_cards.card(
            each,
            reverse("gaps:report", args=[each.pk]),
            reverse("gaps:report_retry", args=[each.pk]),
            check_again_href=reverse("gaps:reports"),
        )
        for each in found
    ]
    return render(http, "gaps/reports.html", {"cards": cards, "organisation": organisation})


@require_safe
def report(http: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """One report of one's organisation."""
    rules.check_can_see(http.user)
    found = documents.document_of(pk, owner_kind=OWNER_KIND, owner_id=http.user.organisation.pk)
    return serve(http, found, by=http.user)


@require_POST
def report_retry(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Make a report again that failed."""
    actions.retry_report(by=http.user, document_id=pk)
    return redirect("gaps:reports")

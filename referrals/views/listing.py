"""The list of notifications, and the same as a file."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from dco_portal.common import sheets
from dco_portal.common.errors import NotAllowed
from dco_portal.work import actions as work
from referrals.forms.listing import ListForm
from referrals.presenters import listing as present
from referrals.queries import listing, times
from referrals.queries.listing import Filters
from referrals.rules import notice as rules


def _wanted(http: HttpRequest) -> tuple[ListForm, Filters, str]:
    """The bound form, the filters in force and the order. Raises NotAllowed for other roles."""
    by = http.user
    if not listing.may_list(by):
        raise NotAllowed("Your role has nothing to do with notifications of under-5s.")
    form = ListForm(http.GET, by=by)
    view = http.GET.get("view", "")
    filters = form.filters(view if view in present.offered(by) else "open")
    return form, filters, http.GET.get("sort") or "-sent"


@require_GET
def index(http: HttpRequest) -> HttpResponse:
    """One page of the list, the newest first unless sorted otherwise."""
    form, filters, sort = _wanted(http)
    by = http.user
    page = listing.page(
        by, filters, sort=sort, after=http.GET.get("after", ""), before=http.GET.get("before", "")
    )
    names = listing.names(page.rows, by)
    query = http.GET.copy()
    for key in ("after", "before"):
        query.pop(key, None)
    context = {
        "form": form,
        "sort": sort,
        "views": present.views(by, "all" if filters.reference else filters.view),
        "columns": present.columns(by),
        "rows": [present.row(row, names.get(row.pk), by) for row in page.rows],
        "page": page,
        "chosen": present.chosen(form, http.GET),
        "keep": {"view": filters.view, "sort": http.GET.get("sort", "")},
        "clear_url": f"{reverse('referrals:list')}?view={filters.view}",
        "csv_url": f"{reverse('referrals:list-csv')}?{query.urlencode()}",
        "may_notify": rules.can_notify(by),
        "may_see_times": times.may_see(by),
    }
    return render(http, "referrals/list.html", context)


@require_GET
def index_csv(http: HttpRequest) -> StreamingHttpResponse:
    """The whole list with the filters in force, as a file; the export is noted."""
    _, filters, sort = _wanted(http)
    by = http.user
    work.note_export(by=by, query=http.GET.urlencode(), what="under-5s-notifications.csv")
    rows = listing.everything(by, filters, sort=sort)
    return sheets.download(
        "under-5s-notifications.csv",
        present.CSV_HEADER,
        (present.csv_row(row, child) for row, child in rows),
    )

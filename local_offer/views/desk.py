"""The desk of owners and editors: what is to be done, the list of entries and the same as a file."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dco_portal.common import sheets
from dco_portal.common.filters import chosen
from dco_portal.work import actions as work
from local_offer.forms.desk import FilterForm
from local_offer.models import Transfer
from local_offer.presenters import desk as present
from local_offer.presenters import sheet
from local_offer.queries import coverage, listing
from local_offer.queries.listing import Filters
from local_offer.rules import entries as rules

CHORES = ("due", "waiting", "draft", "hidden", "incomplete", "orphans")


@require_safe
def start(http: HttpRequest) -> HttpResponse:
    """What needs doing, in numbers, each with its list."""
    by = http.user
    rules.check_can_work(by)
    counts = listing.counts(by)
    here, editor = reverse("local_offer:listings"), rules.is_editor(by)
    context = {
        "editor": editor,
        "total": counts["all"],
        "chores": [
            {
                "title": listing.VIEWS[view],
                "url": f"{here}?view={view}" if counts[view] else "",
                "status": "1,000+" if counts[view] > listing.CAP else str(counts[view]),
                "hint": HINTS[view],
            }
            for view in CHORES
            if editor or view != "orphans"
        ],
        "offers": Transfer.objects.visible_to(by)
        .filter(state=Transfer.State.OFFERED, to_organisation=by.organisation)
        .select_related("service", "from_organisation"),
        "may_see_coverage": coverage.may_look(by),
        "csv_url": reverse("local_offer:listings-csv"),
    }
    return render(http, "local_offer/desk/start.html", context)


HINTS = {
    "due": "Within 30 days, or overdue",
    "waiting": "Proposed and not decided on",
    "draft": "Begun and not public yet",
    "hidden": "Families do not see them",
    "incomplete": f"Less than {listing.COMPLETE}% of what families need",
    "orphans": "No organisation, or nobody there, keeps them true",
}


def _wanted(http: HttpRequest) -> tuple[FilterForm, Filters, str]:
    """The bound form, the filters in force and the order. Raises NotAllowed for other roles."""
    rules.check_can_work(http.user)
    form = FilterForm(http.GET, by=http.user)
    view = http.GET.get("view", "")
    filters = form.filters(view if view in listing.VIEWS else "all")
    sort = http.GET.get("sort", "name")
    return form, filters, sort if sort.removeprefix("-") in listing.SORTS else "name"


@require_safe
def index(http: HttpRequest) -> HttpResponse:
    """One page of the list."""
    form, filters, sort = _wanted(http)
    by = http.user
    page = listing.page(
        by, filters, sort=sort, after=http.GET.get("after", ""), before=http.GET.get("before", "")
    )
    query = http.GET.copy()
    for key in ("after", "before"):
        query.pop(key, None)
    context = {
        "form": form,
        "sort": sort,
        "views": present.views(by, filters.view),
        "columns": present.COLUMNS,
        "rows": [present.row(service) for service in page.rows],
        "page": page,
        "chosen": chosen(form, http.GET),
        "keep": {"view": filters.view, "sort": http.GET.get("sort", "")},
        "clear_url": f"{reverse('local_offer:listings')}?view={filters.view}",
        "csv_url": f"{reverse('local_offer:listings-csv')}?{query.urlencode()}",
        "back": f"{reverse('local_offer:listings')}?{query.urlencode()}",
        "editor": rules.is_editor(by),
    }
    return render(http, "local_offer/desk/list.html", context)


@require_safe
def index_csv(http: HttpRequest) -> StreamingHttpResponse:
    """Every entry that the filters show, with the columns of the import; the export is noted."""
    _, filters, _ = _wanted(http)
    by = http.user
    work.note_export(by=by, query=http.GET.urlencode(), what="local-offer.csv")
    writer = sheet.Writer()
    rows = (writer.row(service) for service in listing.everything(by, filters))
    return sheets.download("local-offer.csv", writer.header, rows)

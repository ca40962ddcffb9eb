"""The front page of the Local Offer and its search, the results as a file and as a booklet."""

from functools import partial

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dco_portal.common import limits, sheets
from dco_portal.common.errors import Invalid
from dco_portal.common.shared_pages import same_site, shared
from local_offer.actions import booklets, counting
from local_offer.models import Booklet
from local_offer.presenters import results as cards
from local_offer.presenters import search as present
from local_offer.queries import public
from local_offer.queries import search as engine
from local_offer.queries.search import Params

MOST_LINES = 5_000
QUERY_MAX = 2_000


@require_safe
@login_not_required
@shared(120)
def index(request: HttpRequest) -> HttpResponse:
    """The search; without a question, the ways into the directory."""
    params = Params.read(request.GET)
    found = engine.run(params) if request.GET else None
    if found is not None:
        counting.searched(found)
    errors = present.summary(params, found)
    context = {
        "form_values": present.form(params, found),
        "errors": errors,
        "page_has_errors": bool(errors),
        "params": params,
        "tiles_url": settings.MAP_TILES_URL,
        "tiles_credit": settings.MAP_ATTRIBUTION,
        "needs": [] if found else public.terms("need"),
        "stages": [] if found else public.terms("stage"),
        **(present.page(found) if found else {}),
    }
    return render(request, "local_offer/search.html", context)


@require_safe
@login_not_required
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The results as a file, 5,000 lines at most."""
    hits = engine.every(Params.read(request.GET), most=MOST_LINES)
    line = partial(cards.csv_line, base_url=settings.PORTAL_BASE_URL)
    return sheets.download("local-offer.csv", cards.CSV_HEADER, public.in_batches(hits, line))


@same_site
@require_POST
@login_not_required
@never_cache
def booklet(request: HttpRequest) -> HttpResponse:
    """Ask for the results as a booklet; its page shows how far it is."""
    if not limits.allowed(request, "local_offer.booklet", times=20, seconds=3600):
        return render(request, "429.html", status=429)
    query = request.POST.get("query", "")[:QUERY_MAX]
    params = Params.read(QueryDict(query))
    hits = list(engine.every(params, most=booklets.MOST))
    try:
        made = booklets.ask(
            by=None,
            kind=Booklet.Kind.RESULT,
            ids=[hit.service.pk for hit in hits],
            large_print="large_print" in request.POST,
            about=present.about(engine.run(params, size=1)),
        )
    except Invalid:
        return redirect(f"{reverse('local_offer:search')}?{query}")
    return redirect("local_offer:booklet", pk=made.pk)

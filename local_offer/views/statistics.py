"""How the Local Offer is used and kept, month by month; the same as a file."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dco_portal.common import sheets
from dco_portal.common.errors import NotAllowed
from local_offer.queries import coverage, statistics
from local_offer.queries.statistics import Month
from local_offer.rules import entries as rules

HEADER = ["Month", "Pages opened", "Searches", "Searches that found nothing", "Confirmed", "Published or changed",
          "Entries public at the end", "Of them checked in time", "Per cent fresh"]  # fmt: skip
WORDS = [{"label": "Words"}, {"label": "Times", "numeric": True}]
VIEWED = [{"label": "Entry"}, {"label": "Times opened", "numeric": True}]


def _places(http: HttpRequest):
    if not coverage.may_look(http.user):
        raise NotAllowed("Your role does not include how the Local Offer is used.")
    return coverage.authorities(http.user)


@require_safe
def index(http: HttpRequest) -> HttpResponse:
    """Twelve months as a table with bars, the empty searches, the entries most opened."""
    places = _places(http)
    months = statistics.months(places)
    since, most = months[-1].month, max([month.searches for month in months] + [1])
    editor = rules.is_editor(http.user)
    viewed = statistics.most_viewed(places, since)
    context = {
        "months": [{"month": month, "share": 100 * month.searches // most} for month in months],
        "words_columns": WORDS,
        "words": [
            {"cells": [{"text": words, "name": True}, {"text": str(count)}]}
            for words, count in statistics.empty_words(places, since)
        ],
        "viewed_columns": VIEWED,
        "viewed": [
            {"cells": [{"text": name, "name": True, **_link(editor, pk)}, {"text": str(count)}]}
            for pk, name, count in viewed
        ],
        "csv_url": reverse("local_offer:statistics-csv"),
        "editor": editor,
    }
    return render(http, "local_offer/desk/statistics.html", context)


def _link(editor: bool, pk) -> dict[str, str]:
    return {"url": reverse("local_offer:listing", args=[pk])} if editor else {}


@require_safe
def index_csv(http: HttpRequest) -> StreamingHttpResponse:
    """The months as a file."""
    return sheets.download(
        "local-offer-statistics.csv", HEADER, map(_line, statistics.months(_places(http)))
    )


def _line(month: Month) -> list:
    fresh = month.fresh
    return [
        f"{month.month:%Y-%m}", month.views, month.searches, month.empty, month.confirmed, month.changed,
        fresh.published, fresh.checked, fresh.per_cent,
    ]  # fmt: skip

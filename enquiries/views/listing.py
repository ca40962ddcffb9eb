"""The desk's list and the asker's own, the search by words, and the list as a file."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dco_portal.accounts.permissions import Permission as P
from dco_portal.common import sheets
from dco_portal.common.errors import NotAllowed
from dco_portal.common.filters import chosen
from dco_portal.work import actions as work
from enquiries.forms.listing import ListForm, SearchForm
from enquiries.presenters import listing as present
from enquiries.queries import labels, listing, signposts
from enquiries.queries.listing import Filters

SESSION, KEPT = "enquiry_searches", 5


def _wanted(http: HttpRequest) -> tuple[ListForm, Filters, str]:
    """The bound form, the filters in force and the order. Raises NotAllowed for other roles."""
    by = http.user
    if not by.may(P.TRIAGE) and not by.may(P.ASK_DCO):
        raise NotAllowed("Your role does not include enquiries.")
    form = ListForm(http.GET, by=by)
    view = http.GET.get("view", "")
    return (
        form,
        form.filters(view if view in present.offered(by) else "open"),
        http.GET.get("sort", ""),
    )


def _words(http: HttpRequest) -> str:
    """The words of a search kept in this sign-in under the key of the address."""
    return http.session.get(SESSION, {}).get(http.GET.get("s", ""), "")


@require_GET
def index(http: HttpRequest) -> HttpResponse:
    """One page of the list: the desk by due date, askers the newest first."""
    form, filters, sort = _wanted(http)
    by, words = http.user, _words(http)
    page = listing.page(
        by, filters, words=words, sort=sort, after=http.GET.get("after", ""), before=http.GET.get("before", "")
    )  # fmt: skip
    names = labels("enquiries.enquiry", [row.pk for row in page.rows if row.child_id], by=by)
    query = http.GET.copy()
    for key in ("after", "before"):
        query.pop(key, None)
    context: dict[str, Any] = {
        "form": form,
        "desk": listing.on_desk(by),
        "views": present.views(by, "all" if filters.reference or words else filters.view),
        "columns": present.columns(by),
        "rows": [present.row(row, names.get(row.pk, ""), by) for row in page.rows],
        "page": page,
        "sort": sort or ("due" if listing.on_desk(by) else "-asked"),
        "chosen": chosen(form, http.GET, reverse("enquiries:list")),
        "keep": {"view": filters.view, "sort": sort, "s": http.GET.get("s", "") if words else ""},
        "clear_url": f"{reverse('enquiries:list')}?view={filters.view}",
        "csv_url": f"{reverse('enquiries:list-csv')}?{query.urlencode()}",
        "search_form": SearchForm(initial={"words": words}),
        "words": words,
    }
    return render(http, "enquiries/list.html", context)


@require_POST
def search(http: HttpRequest) -> HttpResponse:
    """Words may name a person: they are kept in the sign-in session under a random key, never in an address."""
    _wanted(http)
    form = SearchForm(http.POST)
    if not form.is_valid():
        return redirect("enquiries:list")
    key = secrets.token_urlsafe(12)
    kept = {**http.session.get(SESSION, {}), key: form.cleaned_data["words"]}
    http.session[SESSION] = dict(list(kept.items())[-KEPT:])
    return redirect(f"{reverse('enquiries:list')}?view=all&s={key}")


@require_GET
def index_csv(http: HttpRequest) -> StreamingHttpResponse:
    """The whole list with the filters in force, as a file; the export is noted."""
    _, filters, sort = _wanted(http)
    by = http.user
    work.note_export(by=by, query=http.GET.urlencode(), what="enquiries.csv")
    rows = listing.everything(by, filters, words=_words(http), sort=sort)
    return sheets.download(
        "enquiries.csv", present.CSV_HEADER, (present.csv_row(row) for row in rows)
    )


@require_GET
def complaints(http: HttpRequest) -> HttpResponse:
    """How often people who came to complain were shown where complaints go, by organisation and month."""
    _check_desk(http)
    rows = signposts.counted(http.user)
    context = {
        "rows": [{"cells": [{"text": row.organisation, "name": True}, {"text": f"{row.month:%B %Y}"}, {"text": str(row.count)}]} for row in rows],
        "columns": [{"label": "Organisation"}, {"label": "Month"}, {"label": "Shown the way", "numeric": True}],
    }  # fmt: skip
    return render(http, "enquiries/complaints.html", context)


@require_GET
def complaints_csv(http: HttpRequest) -> StreamingHttpResponse:
    """The same as a file."""
    _check_desk(http)
    work.note_export(by=http.user, query="", what="complaints.csv")
    rows = (
        [row.organisation, f"{row.month:%Y-%m}", row.count] for row in signposts.counted(http.user)
    )
    return sheets.download("complaints.csv", ["Organisation", "Month", "Shown the way"], rows)


def _check_desk(http: HttpRequest) -> None:
    if not http.user.may(P.TRIAGE):
        raise NotAllowed("Only the DCO team sees this.")

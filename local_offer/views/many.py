"""The same change to many entries, or confirming many, with a result for each."""

import secrets
import uuid
from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from dco_portal.organisations.models import Organisation
from local_offer.actions import bulk
from local_offer.forms.desk import BulkForm
from local_offer.models import Service
from local_offer.rules import entries as rules

RESULTS, KEPT = "local_offer_many", 5


def _ids(http: HttpRequest) -> list[uuid.UUID]:
    """The ticked entries; what is no id is left out."""
    found = []
    for text in http.POST.getlist("entry")[: bulk.MOST]:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found


def _back(http: HttpRequest) -> str:
    """The list the person came from."""
    wanted = http.POST.get("back", "")
    good = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, None)
    return wanted if good else reverse("local_offer:listings")


@require_POST
def change(http: HttpRequest) -> HttpResponse:
    """Confirm the ticked entries, or ask what to change on them and do it."""
    rules.check_can_work(http.user)
    by, ids = http.user, _ids(http)
    chosen = list(Service.objects.visible_to(by).filter(pk__in=ids).order_by("name_sort"))
    if not chosen:
        context = {"back_url": _back(http), "limit": bulk.MOST}
        return render(http, "local_offer/desk/many_choose.html", context, status=422)
    if http.POST.get("do") == "confirm":
        return _keep(http, bulk.confirm_all(by, ids))
    rules.check_can_edit(by)
    form = BulkForm(http.POST if http.POST.get("do") == "save" else None, by=by)
    if not form.is_valid():
        context = {"form": form, "entries": chosen, "back_url": _back(http)}
        return render(
            http, "local_offer/desk/many.html", context, status=422 if form.is_bound else 200
        )
    return _keep(http, bulk.change_all(by, ids, _wanted(form.cleaned_data)))


def _wanted(data: dict[str, Any]) -> bulk.Change:
    owner = data["owner"]
    return bulk.Change(
        owner=Organisation.objects.get(pk=owner) if owner and owner != "none" else None,
        no_owner=owner == "none",
        review_by=data["review_by"],
        add_terms=data["add_terms"],
        remove_terms=data["remove_terms"],
        alert="" if data["no_alert"] else data["alert"] or None,
    )


def _keep(http: HttpRequest, results: list[bulk.Result]) -> HttpResponse:
    """Keep what came of it for the result page of this sign-in."""
    key, kept = secrets.token_urlsafe(9), dict(http.session.get(RESULTS, {}))
    while len(kept) >= KEPT:
        kept.pop(next(iter(kept)))
    rows = [asdict(each) for each in results]
    http.session[RESULTS] = kept | {key: {"rows": rows, "back": _back(http)}}
    return redirect(f"{reverse('local_offer:many-results')}?r={key}")


COLUMNS = [{"label": "Entry"}, {"label": "What happened"}, {"label": "Result"}]


@require_safe
def results(http: HttpRequest) -> HttpResponse:
    """What came of a bulk action, entry by entry; for this sign-in alone."""
    kept = http.session.get(RESULTS, {}).get(http.GET.get("r", ""))
    if kept is None:
        raise Http404
    good = sum(row["good"] for row in kept["rows"])
    context = {
        "good": good,
        "refused": len(kept["rows"]) - good,
        "columns": COLUMNS,
        "rows": [
            {
                "cells": [
                    {"text": row["name"], "url": reverse("local_offer:listing", args=[row["id"]]), "name": True},
                    {"text": row["words"]},
                    {"tag": "Done" if row["good"] else "Not done", "colour": "green" if row["good"] else "red"},
                ]
            }
            for row in kept["rows"]
        ],
        "back_url": kept["back"],
    }  # fmt: skip
    return render(http, "local_offer/desk/many_results.html", context)

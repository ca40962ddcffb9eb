"""Whether every commissioned health service stands in the Local Offer."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.common import sheets
from dco_portal.common.errors import NotAllowed, NotFound
from dco_portal.common.filters import chosen
from local_offer.actions import coverage as actions
from local_offer.forms.desk import GapForm, HealthFilterForm
from local_offer.models import HealthGap
from local_offer.queries import coverage
from local_offer.queries.coverage import Line
from local_offer.rules import entries as rules

COLUMNS = [
    {"label": "Health service"},
    {"label": "Local Offer of"},
    {"label": "Is it there?"},
    {"label": "Entry or reason"},
    {"label": "What you can do", "hidden_label": True},
]
COLOURS = {"covered": "green", "hidden": "yellow", "gap": "blue", "missing": "red"}


def _lines(http: HttpRequest) -> tuple[HealthFilterForm, list[Line]]:
    """The filters and the lines that fit. Raises NotAllowed for other roles."""
    by = http.user
    if not coverage.may_look(by):
        raise NotAllowed("Your role does not include what the Local Offer covers.")
    form = HealthFilterForm(http.GET, by=by)
    form.is_valid()
    wanted = form.cleaned_data.get("authority")
    place = coverage.authorities(by).filter(pk=wanted).first() if wanted else None
    return form, coverage.health(by, place, form.cleaned_data.get("state") or "")


@require_safe
def health(http: HttpRequest) -> HttpResponse:
    """Every commissioned service, and whether families find it."""
    form, lines = _lines(http)
    by = http.user
    everything = coverage.health(by)
    query = http.GET.urlencode()
    context = {
        "form": form,
        "chosen": chosen(form, http.GET),
        "clear_url": reverse("local_offer:health"),
        "columns": COLUMNS,
        "rows": [_row(line, by) for line in lines],
        "total": len(everything),
        "totals": [
            {"key": words, "value": str(sum(line.state == state for line in everything))}
            for state, words in coverage.WORDS.items()
        ],
        "csv_url": f"{reverse('local_offer:health-csv')}?{query}",
        "editor": rules.is_editor(by),
    }
    return render(http, "local_offer/desk/health.html", context)


def _row(line: Line, by: Any) -> dict[str, Any]:
    entry = line.entries[0] if line.entries else None
    cell: dict[str, Any] = {"text": entry[1] if entry else line.reason or "Nothing"}
    if entry and rules.is_editor(by):
        cell["url"] = reverse("local_offer:listing", args=[entry[0]])
    step: dict[str, Any] = {"text": ""}
    if line.state != "covered" and coverage.may_explain(by):
        label = "Change the reason" if line.gap_id else "Say why"
        step = {"text": f"{label}: {line.service}", "url": reverse("local_offer:health-gap", args=[line.service_id, line.authority_id])}  # fmt: skip
    return {
        "cells": [
            {"text": line.service, "name": True, "sub": line.provider},
            {"text": line.authority},
            {"tag": line.words, "colour": COLOURS[line.state]},
            cell,
            step,
        ]
    }


@require_safe
def health_csv(http: HttpRequest) -> StreamingHttpResponse:
    """The same as a file."""
    _, lines = _lines(http)
    header = ["Service", "Kind", "Provider", "Local Offer of", "State", "Entries", "Reason"]
    rows = (
        [line.service, line.kind, line.provider, line.authority, line.words, "; ".join(name for _, name, _ in line.entries), line.reason]
        for line in lines
    )  # fmt: skip
    return sheets.download("local-offer-health.csv", header, rows)


@require_http_methods(["GET", "POST"])
def gap(http: HttpRequest, service: uuid.UUID, authority: uuid.UUID) -> HttpResponse:
    """Say why a commissioned service is not in the Local Offer."""
    by = http.user
    if not coverage.may_explain(by):
        raise NotAllowed("Only the Local Offer’s editors and the DCO team say why a service is missing.")  # fmt: skip
    place = coverage.authorities(by).filter(pk=authority).first()
    if place is None:
        raise NotFound
    line = next((row for row in coverage.health(by, place) if row.service_id == service), None)
    if line is None:
        raise NotFound
    form = GapForm(http.POST or None, initial={"reason": line.reason})
    if http.method == "POST" and form.is_valid():
        actions.explain(by=by, service_id=service, authority_id=authority, **form.cleaned_data)
        messages.success(http, "Saved. The commissioning gap log has it too.")
        return redirect("local_offer:health")
    context = {
        "form": form,
        "line": line,
        "gap": HealthGap.objects.filter(pk__in=[line.gap_id]).select_related("by").first()
        if line.gap_id
        else None,
    }
    return render(http, "local_offer/desk/gap.html", context)


@require_POST
def gap_close(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a service off the gap list."""
    actions.close(by=http.user, gap_id=pk)
    messages.success(http, "Taken off the gap list.")
    return redirect("local_offer:health")

"""The editors' own words: synonyms and terms."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.common.errors import Invalid
from local_offer.actions import terms as actions
from local_offer.actions import words as synonym_actions
from local_offer.forms.words import SynonymForm, TermForm
from local_offer.models import Synonym, Term
from local_offer.rules import entries as rules

form_page = require_http_methods(["GET", "POST"])
TERM_COLUMNS = [{"label": "Term"}, {"label": "Where"}, {"label": "Entries", "numeric": True}]


@form_page
def synonyms(http: HttpRequest) -> HttpResponse:
    """The list, and a form that adds to it."""
    rules.check_can_edit(http.user)
    form = SynonymForm(http.POST or None)
    if http.method == "POST" and form.is_valid():
        try:
            synonym_actions.add(by=http.user, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "Added. Searches use it at once.")
            return redirect("local_offer:synonyms")
    rows = Synonym.objects.order_by("said", "meant")[:500]
    return render(http, "local_offer/desk/synonyms.html", {"form": form, "synonyms": rows})


@require_POST
def synonym_remove(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take one out."""
    row = synonym_actions.remove(by=http.user, synonym_id=pk)
    messages.success(http, f"“{row.said}” has been taken out.")
    return redirect("local_offer:synonyms")


@require_safe
def terms(http: HttpRequest) -> HttpResponse:
    """Every term and how many entries carry it."""
    rules.check_can_edit(http.user)
    rows = Term.objects.select_related("taxonomy").annotate(entries=Count("service_terms"))
    context = {
        "columns": TERM_COLUMNS,
        "rows": [_row(term) for term in rows.order_by("taxonomy__name", "order", "name")],
    }
    return render(http, "local_offer/desk/terms.html", context)


def _row(term: Any) -> dict[str, Any]:
    name: dict[str, Any] = {"text": term.name, "name": True, "sub": term.description}
    if term.pk not in actions.BUILT_IN:
        name["url"] = reverse("local_offer:term", args=[term.pk])
    return {"cells": [name, {"text": term.taxonomy.name}, {"text": str(term.entries)}]}


@form_page
def term_new(http: HttpRequest) -> HttpResponse:
    """Add a term."""
    rules.check_can_edit(http.user)
    form = TermForm(http.POST or None)
    if http.method == "POST" and form.is_valid():
        try:
            actions.add_term(by=http.user, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "Added. Entries can carry it now.")
            return redirect("local_offer:terms")
    context = {"form": form, "heading": "A new term", "button": "Add", "back_url": reverse("local_offer:terms")}  # fmt: skip
    return render(http, "components/confirm.html", context)


@form_page
def term(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Reword a term that editors added."""
    rules.check_can_edit(http.user)
    row = get_object_or_404(Term, pk=pk)
    first = {"name": row.name, "description": row.description}
    form = TermForm(http.POST or None, initial=first)
    del form.fields["taxonomy"]
    form.helper.layout.pop(0)
    if http.method == "POST" and form.is_valid():
        try:
            actions.change_term(by=http.user, term_id=pk, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "Saved.")
            return redirect("local_offer:terms")
    context = {"form": form, "heading": row.name, "button": "Save", "back_url": reverse("local_offer:terms")}  # fmt: skip
    return render(http, "components/confirm.html", context)

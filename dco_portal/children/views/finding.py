"""Searching for a child. The words are kept in the sign-in session, never in an address."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dco_portal.children import actions, queries, rules
from dco_portal.children.forms import SearchForm

SESSION, KEPT = "children_searches", 5


@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The search form, and what it found. A POST keeps the words and shows them under a random key."""
    rules.check_can_search(request.user)
    if request.method == "POST":
        form = SearchForm(request.POST)
        if form.is_valid():
            actions.note_search(by=request.user, kind=form.kind)
            return redirect(f"{reverse('children:search')}?s={_keep(request, form)}")
        return render(request, "children/search.html", {"form": form})
    kept = request.session.get(SESSION, {}).get(request.GET.get("s", ""))
    if kept is None:
        return render(request, "children/search.html", {"form": SearchForm()})
    form = SearchForm(kept)
    context: dict[str, Any] = {"form": form, "searched": True}
    if form.is_valid():
        context["found"] = queries.search(by=request.user, **form.cleaned_data)
    return render(request, "children/search.html", context)


def _keep(request: HttpRequest, form: SearchForm) -> str:
    """The words under a random key, with those of the last few searches."""
    key = secrets.token_urlsafe(12)
    words = {name: value for name, value in form.data.items() if name != "csrfmiddlewaretoken"}
    kept = {**request.session.get(SESSION, {}), key: words}
    request.session[SESSION] = dict(list(kept.items())[-KEPT:])
    return key

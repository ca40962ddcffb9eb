"""Has this child been notified already? Asked and answered by POST alone: nothing of a child is in an address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from dco_portal.common.errors import Invalid
from referrals.actions import lookup as actions
from referrals.forms.lookup import LookupForm
from referrals.rules.notice import check_can_notify


@require_http_methods(["GET", "POST"])
def ask(http: HttpRequest) -> HttpResponse:
    """The form; after a POST the answer above it, with nothing kept."""
    check_can_notify(http.user)
    if http.method == "GET":
        return render(http, "referrals/lookup.html", {"form": LookupForm()})
    form = LookupForm(http.POST)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        try:
            context["answer"] = actions.ask(by=http.user, **form.asked())
        except Invalid as error:
            form.take(error)
    return render(http, "referrals/lookup.html", context)

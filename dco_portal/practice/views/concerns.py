"""Concerns about services."""

import uuid

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.common import keyset, sheets
from dco_portal.common.filters import chosen
from dco_portal.common.steps import step
from dco_portal.practice import presenters as present
from dco_portal.practice import queries, rules
from dco_portal.practice.actions import concerns as actions
from dco_portal.practice.forms import ConcernFilterForm, ConcernForm, ConcernMoveForm
from dco_portal.practice.models import Concern

form_page = require_http_methods(["GET", "POST"])
HERE = "practice:concerns"


def _address(concern: Concern) -> str:
    return reverse("practice:concern", args=[concern.pk])


def _scoped(http: HttpRequest, pk: uuid.UUID) -> Concern:
    rows = Concern.objects.visible_to(http.user).select_related("about", "service", "icb")
    return get_object_or_404(rows, pk=pk)


def _wanted(http: HttpRequest):
    rules.check_can_keep(http.user)
    form = ConcernFilterForm(http.GET)
    form.is_valid()
    return form, queries.concerns(http.user, **form.cleaned_data)


@require_safe
def listing(http: HttpRequest) -> HttpResponse:
    """The team's concerns, the newest first."""
    form, rows = _wanted(http)
    page = keyset.page(
        rows, order="-noted_on", filled=True, after=http.GET.get("after", ""), before=http.GET.get("before", "")
    )  # fmt: skip
    context = {
        "form": form,
        "chosen": chosen(form, http.GET),
        "clear_url": reverse(HERE),
        "rows": [present.concern_row(each) for each in page.rows],
        "columns": present.CONCERN_COLUMNS,
        "page": page,
        "csv_url": f"{reverse('practice:concerns_csv')}?{http.GET.urlencode()}",
    }
    return render(http, "practice/concerns.html", context)


@require_safe
def listing_csv(http: HttpRequest) -> StreamingHttpResponse:
    """The same as a file."""
    _, rows = _wanted(http)
    return sheets.download("concerns.csv", present.CONCERN_HEADER, map(present.concern_line, rows))


@form_page
def new(http: HttpRequest) -> HttpResponse:
    """Note a concern."""
    rules.check_can_keep(http.user)
    form = ConcernForm(http.POST or None, icb=http.user.organisation)
    return step(
        http, form, lambda data: actions.note(by=http.user, **_without_lock(data)), back=reverse(HERE), done="Noted.",
        onward=_address, heading="New concern", button="Save",
    )  # fmt: skip


def _without_lock(data: dict) -> dict:
    return {name: value for name, value in data.items() if name != "lock"}


@require_safe
def concern(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One concern with its history."""
    found = _scoped(http, pk)
    context = {
        "concern": found,
        "colour": present.CONCERN_COLOURS[found.state],
        "facts": present.concern_facts(found),
        "actions": present.concern_actions(found),
        "events": present.concern_events(found),
    }
    return render(http, "practice/concern.html", context)


@form_page
def change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct a concern."""
    found = _scoped(http, pk)
    initial = {name: getattr(found, name) for name in (*actions.FIELDS, "lock")}
    form = ConcernForm(http.POST or None, icb=found.icb, initial=initial)
    return step(
        http, form, lambda data: actions.change(by=http.user, concern_id=pk, **data), back=_address(found),
        done="Saved.", heading=f"Change {found.reference}", button="Save",
    )  # fmt: skip


@form_page
def move(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take it a step on."""
    found = _scoped(http, pk)
    return step(
        http, ConcernMoveForm(http.POST or None, concern=found),
        lambda data: actions.move(by=http.user, concern_id=pk, **data), back=_address(found), done="Saved.",
        heading=f"{found.reference}: next step", text=f"It is now “{found.get_state_display()}”.", button="Save",
    )  # fmt: skip

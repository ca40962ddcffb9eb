"""One line of the log: its numbers, its sources, and what is decided."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.common.steps import step
from dco_portal.gaps import actions, queries, rules
from dco_portal.gaps import presenters as present
from dco_portal.gaps.forms import DecideForm, MergeForm, MoveForm
from dco_portal.gaps.models import GapLine, GapSource
from dco_portal.gaps.states import LineState

form_page = require_http_methods(["GET", "POST"])


def _scoped(http: HttpRequest, pk: uuid.UUID) -> GapLine:
    rows = GapLine.objects.visible_to(http.user)
    return get_object_or_404(
        rows.select_related("organisation", "local_authority", "owner", "merged_into"), pk=pk
    )


@require_safe
def line(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The numbers behind a line, its decisions and its history."""
    row = _scoped(http, pk)
    page, paths = queries.own_sources(
        row, http.user, after=http.GET.get("after", ""), before=http.GET.get("before", "")
    )
    context = {
        "line": row,
        "colour": present.COLOURS[LineState(row.state)],
        "actions": present.actions(row, http.user),
        "facts": present.facts(row),
        "counted": present.counted(queries.by_kind([row.pk]).get(row.pk, {})),
        "kinds": [present.SHORT[kind] for kind in GapSource.Kind],
        "months": present.months(row),
        "words": queries.words(row),
        "sources": present.source_rows(page.rows, paths, shown=rules.can_work(http.user, row)),
        "columns": [{"label": "Source"}, {"label": "On"}, {"label": "Words"}],
        "page": page,
        "merged": row.merged.select_related("local_authority").order_by("reference"),
        "events": present.history(row),
    }
    return render(http, "gaps/line.html", context)


def _address(row: GapLine) -> str:
    return reverse("gaps:line", args=[row.pk])


@form_page
def decide(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Owner, decision and board item."""
    row = _scoped(http, pk)
    rules.check_can_decide(http.user, row)
    form = DecideForm(http.POST or None, line=row)
    return step(
        http, form, lambda data: actions.decide(by=http.user, line_id=pk, **data), back=_address(row), done=f"{row.reference} was changed.",
        heading=f"{row.title}: owner, decision and board item", button="Save",
    )  # fmt: skip


@form_page
def move(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take the line to another state."""
    row = _scoped(http, pk)
    rules.check_can_decide(http.user, row)
    form = MoveForm(http.POST or None, line=row, by=http.user)
    return step(
        http, form, lambda data: actions.move(by=http.user, line_id=pk, **data), back=_address(row), done=f"{row.reference} was changed.",
        heading=f"{row.title}: change its state", text=f"It is now “{row.get_state_display()}”.", button="Save",
    )  # fmt: skip


@form_page
def merge(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let the line go into another."""
    row = _scoped(http, pk)
    rules.check_can_decide(http.user, row)
    form = MergeForm(http.POST or None, line=row, by=http.user)
    return step(
        http, form,
        lambda data: actions.merge(by=http.user, line_id=pk, into_id=data["into"].pk, reason=data["reason"]),
        back=_address(row), done=f"{row.reference} was merged. You can take it out again.",
        heading=f"Merge {row.title}, {row.area_words}", button="Merge",
        text="Its sources count in the other line from then on, and so do new ones. It can be taken out again.",
    )  # fmt: skip


@form_page
def unmerge(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a merged line out again."""
    row = _scoped(http, pk)
    rules.check_can_unmerge(http.user, row)
    return step(
        http, None, lambda data: actions.unmerge(by=http.user, line_id=pk), back=_address(row), done=f"{row.reference} stands for itself again.",
        heading=f"Take {row.title}, {row.area_words}, out of {row.merged_into.reference}", button="Take it out",
        text="It takes its own sources with it.",
    )  # fmt: skip

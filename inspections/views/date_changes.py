"""Moving a date: asking, deciding, and the log of a plan."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.common import sheets
from dco_portal.common.steps import step
from dco_portal.common.templatetags.portal import day
from dco_portal.work import actions as work
from inspections.actions import dates as actions
from inspections.forms import progress as forms
from inspections.models import Action, Milestone
from inspections.presenters import action as present
from inspections.queries import action_page
from inspections.queries import dates as queries
from inspections.rules import progress as rules
from inspections.states import DateChangeState
from inspections.views.action import here
from inspections.views.plans import scoped

form_page = require_http_methods(["GET", "POST"])
VIEWS = [("", "All"), *((state.value, state.label) for state in DateChangeState)]


@form_page
def ask(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask for another date of an action."""
    return _ask(http, action_page.scoped(http.user, pk), None)


@form_page
def ask_milestone(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask for another date of a milestone."""
    milestone = action_page.milestone(http.user, pk)
    return _ask(http, milestone.action, milestone)


def _ask(http: HttpRequest, action: Action, milestone: Milestone | None) -> HttpResponse:
    rules.check_can_ask_date(http.user, action, milestone)
    of = milestone or action
    form = forms.AskDateForm(http.POST or None)

    def act(data: dict[str, Any]) -> Any:
        which = milestone.pk if milestone else None
        return actions.ask(by=http.user, action_id=action.pk, milestone_id=which, **data)

    rows = [("Milestone", milestone.what if milestone else ""), ("Due now", day(of.due_on)),
            ("First agreed date", day(of.original_due_on))]  # fmt: skip
    return step(
        http, form, act, back=here(action.pk), done="You have asked. An approver decides.", button="Ask",
        heading=f"Ask for another date: action {action.number}",
        summary=[{"key": key, "value": value} for key, value in rows if value],
        text="The date first agreed stays on record, with your reason and who approved.",
    )  # fmt: skip


@form_page
def decide(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One request: what it asks, and for an approver the decision."""
    change = queries.scoped(http.user, pk)
    of = change.milestone or change.action
    rows = [
        ("Action", f"{change.action.number}. {change.action.what}"),
        ("Milestone", change.milestone.what if change.milestone else ""),
        ("First agreed date", day(of.original_due_on)), ("From", day(change.before)), ("To", day(change.after)),
        ("Why", change.reason), ("Asked by", change.asked_by.name),
        ("Decision", change.get_state_display()),
        ("Decided by", change.decided_by.name if change.decided_by else ""), ("Words", change.decision_words),
    ]  # fmt: skip
    summary = [{"key": key, "value": value} for key, value in rows if value]
    if http.method == "POST" or rules.can_decide(http.user, change):
        rules.check_can_decide(http.user, change)
        return _decide(http, pk, summary, back=here(change.action_id))
    context = {
        "change": change, "summary": summary, "back_url": here(change.action_id),
        "colour": present.CHANGE_COLOURS[change.state],
    }  # fmt: skip
    return render(http, "inspections/date_change.html", context)


def _decide(
    http: HttpRequest, pk: uuid.UUID, summary: list[dict[str, str]], *, back: str
) -> HttpResponse:
    form = forms.DecideForm(http.POST or None)

    def act(data: dict[str, Any]) -> Any:
        approve = data["decision"] == "approve"
        return actions.decide(by=http.user, change_id=pk, approve=approve, words=data["words"])

    return step(
        http, form, act, back=back, done="Your decision is saved.", heading="Approve or refuse a date",
        button="Save the decision", summary=summary,
    )  # fmt: skip


@require_safe
def index(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The whole log of a plan."""
    plan = scoped(http, pk)
    state = http.GET.get("state", "")
    page = queries.page(
        http.user, pk, state, after=http.GET.get("after", ""), before=http.GET.get("before", "")
    )
    for row in page.rows:
        row.plan = plan
    at = reverse("inspections:date-changes", args=[pk])
    context = {
        "plan": plan,
        "rows": present.date_rows(page.rows, http.user),
        "page": page,
        "views": [
            {"label": label, "url": f"{at}?state={code}" if code else at, "current": code == state}
            for code, label in VIEWS
        ],
        "csv_url": f"{reverse('inspections:date-changes-csv', args=[pk])}?state={state}",
    }
    return render(http, "inspections/date_changes.html", context)


@require_safe
def index_csv(http: HttpRequest, pk: uuid.UUID) -> StreamingHttpResponse:
    """The same as a file."""
    plan = scoped(http, pk)
    rows = queries.everything(http.user, pk, http.GET.get("state", ""))
    work.note_export(by=http.user, query=http.GET.urlencode(), what="date-changes.csv")
    name = f"date-changes-{plan.reference}.csv"
    return sheets.download(name, queries.HEADER, (queries.as_row(row) for row in rows))

"""One action: its page, its ratings, its end."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.common import sheets
from dco_portal.common.clock import today
from dco_portal.common.errors import Invalid
from dco_portal.common.steps import step
from dco_portal.work import actions as work
from inspections.actions import ending
from inspections.actions import ratings as actions
from inspections.forms import progress as forms
from inspections.models import Action
from inspections.models.scope import reads
from inspections.presenters import action as present
from inspections.queries import action_page as queries
from inspections.queries import progress
from inspections.rules import progress as rules

form_page = require_http_methods(["GET", "POST"])
LATEST = 6


def here(action_id: uuid.UUID) -> str:
    """The action's own page."""
    return reverse("inspections:action", args=[action_id])


def fresh(
    http: HttpRequest, form: forms.SeenForm, pk: uuid.UUID, act: Callable[[dict[str, Any]], Any]
) -> Callable[[dict[str, Any]], Any]:
    """The act; when it is refused the form's next try is against the action as it stands now."""

    def tried(data: dict[str, Any]) -> Any:
        try:
            return act(data)
        except Invalid:
            form.renew(queries.scoped(http.user, pk).lock)
            raise

    return tried


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everything of one action."""
    by, on = http.user, today()
    action = queries.scoped(by, pk)
    line = progress.of(Action.objects.filter(pk=pk), on)[0]
    context: dict[str, Any] = {
        "action": action,
        "plan": action.plan,
        "reader": reads(by),
        "line": line,
        "steps": present.steps(action, by),
        "facts": present.facts(action, line),
        "chain": present.chain(action, by),
        "milestones": present.milestones(action, by, on),
        "evidence": present.of_action(action, by),
        "ratings": present.rating_events(queries.ratings(action, LATEST)),
        "dates": present.date_rows(queries.dates(action), by),
        "risks": queries.risks(action),
        "decisions": queries.decisions(action),
        "updates": present.update_events(queries.updates(action)),
    }
    return render(http, "inspections/action.html", context)


@form_page
def rate(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Rate delivery and impact apart."""
    action = queries.scoped(http.user, pk)
    rules.check_can_work(http.user, action)
    line = progress.of(Action.objects.filter(pk=pk), today())[0]
    initial = {"delivery": line.delivery, "impact": line.impact, "seen": action.lock}
    form = forms.RateForm(http.POST or None, initial=initial)
    act = fresh(http, form, pk, lambda data: actions.rate(by=http.user, action_id=pk, **data))
    return step(
        http, form, act, back=here(pk), done="The ratings are saved.", template="inspections/rate.html",
        heading=f"Rate action {action.number}", button="Save", action=action, hints=present.hints(action, today()),
    )  # fmt: skip


@require_safe
def history(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Every change of its ratings."""
    action = queries.scoped(http.user, pk)
    context = {
        "action": action,
        "plan": action.plan,
        "reader": reads(http.user),
        "line": progress.of(Action.objects.filter(pk=pk), today())[0],
        "ratings": present.rating_events(queries.ratings(action)),
    }
    return render(http, "inspections/action_ratings.html", context)


@require_safe
def history_csv(http: HttpRequest, pk: uuid.UUID) -> StreamingHttpResponse:
    """The same as a file."""
    action = queries.scoped(http.user, pk)
    rows = present.rating_events(queries.ratings(action))
    work.note_export(by=http.user, query="", what="ratings.csv")
    header = ["Scale", "From", "To", "Counts from", "By", "Words"]
    return sheets.download(
        f"ratings-{action.number}.csv", header,
        ([row["scale"], row["before"], row["after"], row["on"], row["who"], row["words"]] for row in rows),
    )  # fmt: skip


@form_page
def complete(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Close as complete."""
    action = queries.scoped(http.user, pk)
    rules.check_can_end(http.user, action)
    form = forms.CompleteForm(http.POST or None, initial={"on": today(), "seen": action.lock})
    act = fresh(http, form, pk, lambda data: ending.complete(by=http.user, action_id=pk, **data))
    return step(
        http, form, act, back=here(pk), done="The action is complete.", button="Close as complete",
        heading=f"Close action {action.number} as complete",
        text=["Its delivery becomes green.",
              "Blue needs verified evidence that it made a difference; rate it blue afterwards."],
    )  # fmt: skip


@form_page
def stop(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Stop it: it will not be done."""
    action = queries.scoped(http.user, pk)
    rules.check_can_end(http.user, action)
    form = forms.StopForm(http.POST or None, initial={"seen": action.lock})
    act = fresh(http, form, pk, lambda data: ending.stop(by=http.user, action_id=pk, **data))
    return step(
        http, form, act, back=here(pk), done="The action is stopped.", button="Stop the action", warning=True,
        heading=f"Stop action {action.number}", text="It stays in the plan and its reports, with your reason.",
    )  # fmt: skip


@form_page
def reopen(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Open it again."""
    action = queries.scoped(http.user, pk)
    rules.check_can_reopen(http.user, action)
    form = forms.WordsForm(http.POST or None)
    return step(
        http, form, lambda data: ending.reopen(by=http.user, action_id=pk, **data), back=here(pk),
        done="The action is open again.", button="Open it again", heading=f"Open action {action.number} again",
        text="If its date has passed it is red from today.",
    )  # fmt: skip

"""The steps of an action."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from dco_portal.common.clock import today
from dco_portal.common.steps import step
from inspections.actions import milestones as actions
from inspections.forms import progress as forms
from inspections.queries import action_page as queries
from inspections.rules import progress as rules
from inspections.views.action import here

form_page = require_http_methods(["GET", "POST"])


@form_page
def new(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a step."""
    action = queries.scoped(http.user, pk)
    rules.check_can_end(http.user, action)
    form = forms.MilestoneForm(http.POST or None)
    return step(
        http, form, lambda data: actions.add(by=http.user, action_id=pk, **data), back=here(pk),
        done="The milestone is added.", heading=f"Add a milestone to action {action.number}", button="Add",
    )  # fmt: skip


@form_page
def change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change its words; in a plan that is being written its date too."""
    milestone = queries.milestone(http.user, pk)
    rules.check_can_end(http.user, milestone.action)
    drafting = rules.is_draft(milestone.action.plan)
    initial = {"what": milestone.what, "months": milestone.months, "due_on": milestone.due_on}
    form = forms.MilestoneForm(http.POST or None, initial=initial, dated=drafting)
    return step(
        http, form, lambda data: actions.change(by=http.user, milestone_id=pk, **data), back=here(milestone.action_id),
        done="The milestone is changed.", heading="Change the milestone", button="Save",
        text="" if drafting else "Its date moves by asking: an approver decides.",
    )  # fmt: skip


@form_page
def done(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Mark as done."""
    milestone = queries.milestone(http.user, pk)
    rules.check_can_update(http.user, milestone.action)
    form = forms.DoneForm(http.POST or None, initial={"on": today(), "words": milestone.words})
    return step(
        http, form, lambda data: actions.done(by=http.user, milestone_id=pk, **data), back=here(milestone.action_id),
        done="The milestone is done.", heading="Mark the milestone as done", button="Mark as done", text=milestone.what,
    )  # fmt: skip


@require_POST
def undo(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back that it was done."""
    milestone = actions.undo(by=http.user, milestone_id=pk)
    messages.success(http, "The milestone is open again.")
    return redirect(here(milestone.action_id))

"""Priorities and actions: reading a priority, writing both."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.common.clock import today
from dco_portal.common.steps import step
from inspections.actions import chain as actions
from inspections.actions import priorities
from inspections.forms import chain as forms
from inspections.forms.plans import ReasonForm
from inspections.models import Action, Priority
from inspections.presenters import plans as present
from inspections.queries import content
from inspections.rules import plans as rules
from inspections.rules.progress import keeps
from inspections.views.plan_steps import FORM, check_keeps, kept

form_page = require_http_methods(["GET", "POST"])


def scoped(http: HttpRequest, pk: uuid.UUID) -> Priority:
    """The priority in the reader's scope; 403 for other roles, 404 out of scope."""
    rules.check_can_read(http.user)
    rows = Priority.objects.visible_to(http.user).select_related("plan__la", "plan__icb")
    return get_object_or_404(rows, pk=pk)


def written(http: HttpRequest, pk: uuid.UUID) -> Priority:
    """The priority of an open plan, for the plan's managers."""
    rules.check_can_keep(http.user)
    priority = scoped(http, pk)
    check_keeps(http.user, priority.plan)
    rules.check_open(priority.plan)
    return priority


def back_to(priority: Priority) -> str:
    """The priority's page."""
    return reverse("inspections:priority", args=[priority.pk])


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One priority: its findings, its short story, actions, measures and evidence."""
    priority = scoped(http, pk)
    chain = content.chain(priority.plan_id, today(), public=False)
    [found] = present.actions([row for row in chain["priorities"] if row["id"] == pk])
    context = {
        "plan": priority.plan,
        "priority": found,
        "steps": present.priority_steps(priority, http.user),
        "keeps": keeps(http.user, priority.plan) and rules.is_open(priority.plan),
        "first": found["number"] == chain["priorities"][0]["number"],
        "last": found["number"] == chain["priorities"][-1]["number"],
        "story": [
            {"key": label, "value": found[name] or "Nothing written yet"}
            for name, label in (
                ("wanted", "What we wanted"), ("did", "What we did"), ("difference", "The difference it made"),
                ("next", "What is next"),
            )
        ],
    }  # fmt: skip
    return render(http, "inspections/priority.html", context)


@form_page
def new(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a priority to a plan."""
    plan = kept(http, pk)
    rules.check_open(plan)
    form = forms.PriorityForm(http.POST or None, plan=plan)
    return step(
        http, form, lambda data: priorities.add(by=http.user, plan_id=pk, **data),
        back=reverse("inspections:plan", args=[pk]), done="Added. Now add its actions.", onward=back_to, template=FORM,
        plan=plan, heading="Add a priority", button="Add",
    )  # fmt: skip


@form_page
def edit(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write what a priority says."""
    priority = written(http, pk)
    form = forms.PriorityForm(http.POST or None, plan=priority.plan, priority=priority)
    return step(
        http, form, lambda data: priorities.edit(by=http.user, priority_id=pk, **data), back=back_to(priority),
        done="Saved.", template=FORM, plan=priority.plan, heading=f"Priority {priority.number}", button="Save",
    )  # fmt: skip


@require_POST
def move(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change places with the priority above or below."""
    written(http, pk)
    moved = priorities.move(by=http.user, priority_id=pk, up=http.POST.get("way") == "up")
    messages.success(http, f"It is priority {moved.number} now. Actions keep their numbers.")
    return redirect("inspections:priority", pk=pk)


@form_page
def release(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note a release from monitoring."""
    priority = written(http, pk)
    form = forms.ReleaseForm(http.POST or None)
    return step(
        http, form, lambda data: priorities.release(by=http.user, priority_id=pk, **data), back=back_to(priority),
        done="Noted.", template=FORM, plan=priority.plan, heading=f"Release of priority {priority.number} from monitoring",
        button="Note the release", text="DfE and NHS England release a priority by letter once the evidence satisfies them.",
    )  # fmt: skip


@form_page
def monitor(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a release back, saying why."""
    priority = written(http, pk)
    form = ReasonForm(http.POST or None)
    return step(
        http, form, lambda data: priorities.take_back_release(by=http.user, priority_id=pk, **data),
        back=back_to(priority), done="It is monitored again.", template=FORM, plan=priority.plan,
        heading=f"Monitor priority {priority.number} again", button="Monitor it again",
    )  # fmt: skip


@form_page
def new_action(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add an action to a priority, with its milestones."""
    priority = written(http, pk)
    form = forms.ActionForm(http.POST or None, plan=priority.plan)
    return step(
        http, form, lambda data: actions.add(by=http.user, priority_id=pk, **form.values()), back=back_to(priority),
        done="Added.", template=FORM, plan=priority.plan, heading=f"Add an action to priority {priority.number}",
        button="Add", text=f"Priority {priority.number}: {priority.title}",
    )  # fmt: skip


@form_page
def edit_action(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write what an action says; in force its due date is moved on a page of its own."""
    rules.check_can_keep(http.user)
    rows = Action.objects.visible_to(http.user).select_related("plan__la", "plan__icb", "priority")
    action = get_object_or_404(rows, pk=pk)
    check_keeps(http.user, action.plan)
    rules.check_open(action.plan)
    form = forms.ActionForm(http.POST or None, plan=action.plan, action=action)
    back = present.url("action", pk) or back_to(action.priority)
    return step(
        http, form, lambda data: actions.edit(by=http.user, action_id=pk, **form.values()), back=back, done="Saved.",
        template=FORM, plan=action.plan, heading=f"Action {action.number}", button="Save",
    )  # fmt: skip

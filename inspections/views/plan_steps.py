"""Steps with a plan: begin, write, put in force, close, publish, hand on; its partners and co-production."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dco_portal.accounts.models import User
from dco_portal.common.errors import NotAllowed
from dco_portal.common.steps import step
from inspections.actions import locking, plans, successors, together
from inspections.forms import plans as forms
from inspections.models import CoProduction, Partner, Plan
from inspections.rules import plans as rules
from inspections.rules.progress import keeps
from inspections.views.plans import scoped

form_page = require_http_methods(["GET", "POST"])
FORM = "inspections/plan_form.html"


def kept(http: HttpRequest, pk: uuid.UUID) -> Plan:
    """The plan, for its managers: 403 for other roles and readers, 404 out of scope."""
    rules.check_can_keep(http.user)
    plan = scoped(http, pk)
    check_keeps(http.user, plan)
    return plan


def check_keeps(by: User, plan: Plan) -> None:
    """Raise NotAllowed for managers of a partner."""
    if not keeps(by, plan):
        raise NotAllowed(locking.KEEPERS_ONLY)


def back_to(plan: Plan) -> str:
    """The plan's page."""
    return reverse("inspections:plan", args=[plan.pk])


@form_page
def new(http: HttpRequest) -> HttpResponse:
    """Begin a plan."""
    rules.check_can_keep(http.user)
    initial = {"inspection": http.GET.get("inspection", "")}
    form = forms.NewPlanForm(http.POST or None, by=http.user, initial=initial)
    return step(
        http, form, lambda data: plans.create(by=http.user, **form.values()),
        back=reverse("inspections:plans"), done="Begun. Add its priorities, or bring in a spreadsheet.",
        onward=back_to, heading="A new improvement plan", button="Begin",
        text="Only your own area sees it until you put it in force.",
    )  # fmt: skip


@form_page
def edit(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write the plan's facts."""
    plan = kept(http, pk)
    rules.check_open(plan)
    form = forms.EditPlanForm(http.POST or None, plan=plan)
    return step(
        http, form, lambda data: plans.edit(by=http.user, plan_id=pk, **data), back=back_to(plan), done="Saved.",
        template=FORM, plan=plan, heading="The plan’s facts", button="Save",
    )  # fmt: skip


@form_page
def put_in_force(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask, then put the plan in force."""
    plan = kept(http, pk)
    return step(
        http, None, lambda data: plans.put_in_force(by=http.user, plan_id=pk), back=back_to(plan),
        done="The plan is in force. Its leads have been told.", heading=f"Put “{plan.title}” in force", button="Put it in force",
        text=["From then on a due date moves only when an approver agrees, and the first date stays on show.",
              "Leads with an account learn which actions they lead. Partners can read the plan."],
    )  # fmt: skip


MOVES: dict[str, tuple[Any, str, str, str, str]] = {
    "close": (plans.close, "Close", "The plan is closed.", "Close the plan",
              "Nothing more is asked of its leads. It stays readable, for the public too, and can be opened again."),
    "reopen": (plans.reopen, "Open again", "The plan is in force again.", "Open the plan again",
               "It is in force again, as it stood."),
    "take-down": (plans.take_down, "Take it down", "The public no longer sees the plan.", "Take it from the public pages",
                  "The public page, its reports and its versions are no longer shown. Nothing is deleted."),
}  # fmt: skip


@form_page
def move(http: HttpRequest, pk: uuid.UUID, to: str) -> HttpResponse:
    """Ask why, then close, open again or take from the public pages."""
    if to not in MOVES:
        raise Http404
    plan = kept(http, pk)
    act, button, done, heading, text = MOVES[to]
    form = forms.ReasonForm(http.POST or None)
    return step(
        http, form, lambda data: act(by=http.user, plan_id=pk, **data), back=back_to(plan), done=done,
        heading=f"{heading}: {plan.title}", button=button, text=text, warning=to != "reopen",
    )  # fmt: skip


@form_page
def publish(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what is missing, or ask and publish."""
    plan = kept(http, pk)
    missing = rules.missing_words(plan, plan.priorities.all())
    text = ["Anybody will read the plan’s summary, each priority’s short story, and its public versions and reports.",
            "Names, advisers, risks and what is not marked public stay inside."]  # fmt: skip
    if missing:
        text = [
            "The public page still lacks these words. Write them first; publishing is refused until then.",
            *missing,
        ]
    return step(
        http, None, lambda data: plans.publish(by=http.user, plan_id=pk), back=back_to(plan),
        done="The plan is on the public pages.", heading=f"Show “{plan.title}” to the public",
        button="Show it to the public", text=text,
    )  # fmt: skip


@form_page
def forward(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose unfinished actions and begin the plan that takes them over."""
    plan = kept(http, pk)
    form = forms.ForwardForm(http.POST or None, plan=plan)
    return step(
        http, form, lambda data: successors.copy_forward(by=http.user, plan_id=pk, **form.values()), back=back_to(plan),
        done="Begun, with what was unfinished. The old plan is as it was: close it when the new one is in force.",
        onward=back_to, template=FORM, plan=plan, heading="A plan that takes over", button="Begin it",
        text="Each action keeps its first due date, its rating and its lead. Evidence stays with this plan.",
    )  # fmt: skip


@form_page
def add_partner(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Name a partner."""
    plan = kept(http, pk)
    rules.check_open(plan)
    form = forms.PartnerForm(http.POST or None, plan=plan)
    return step(
        http, form, lambda data: together.add_partner(by=http.user, plan_id=pk, **data), back=back_to(plan),
        done="Added. Its board members and leads see the plan once it is in force.", template=FORM, plan=plan,
        heading="Add a partner", button="Add",
    )  # fmt: skip


@form_page
def remove_partner(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask, then take a partner off the plan."""
    rules.check_can_keep(http.user)
    rows = Partner.objects.visible_to(http.user).select_related("organisation")
    row = get_object_or_404(rows.select_related("plan__la", "plan__icb", "organisation"), pk=pk)
    check_keeps(http.user, row.plan)
    return step(
        http, None, lambda data: together.remove_partner(by=http.user, partner_id=pk), back=back_to(row.plan),
        done="Taken off the plan.", heading=f"Take {row.organisation.name} off the plan", button="Take it off", warning=True,
        text="Its people no longer read the plan. Versions already drawn still name it.",
    )  # fmt: skip


@form_page
def note_co_production(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note one time the plan was made together."""
    plan = kept(http, pk)
    form = forms.CoProductionForm(http.POST or None)
    return step(
        http, form, lambda data: together.note_co_production(by=http.user, plan_id=pk, **data), back=back_to(plan),
        done="Noted.", template=FORM, plan=plan, heading="Made together", button="Save",
        text="Name groups and roles, never a child or parent.",
    )  # fmt: skip


def _noted(http: HttpRequest, pk: uuid.UUID) -> CoProduction:
    rules.check_can_keep(http.user)
    rows = CoProduction.objects.visible_to(http.user).select_related("plan__la", "plan__icb")
    row = get_object_or_404(rows, pk=pk)
    check_keeps(http.user, row.plan)
    return row


@form_page
def correct_co_production(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct what was noted."""
    row = _noted(http, pk)
    initial = {name: getattr(row, name) for name in ("on", "who", "what", "difference")}
    form = forms.CoProductionForm(http.POST or None, initial=initial)
    return step(
        http, form,
        lambda data: together.note_co_production(by=http.user, plan_id=row.plan_id, row_id=pk, **data),
        back=back_to(row.plan), done="Saved.", template=FORM, plan=row.plan, heading="Made together", button="Save",
    )  # fmt: skip


@form_page
def remove_co_production(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask, then take back what was noted by mistake."""
    row = _noted(http, pk)
    return step(
        http, None, lambda data: together.remove_co_production(by=http.user, plan_id=row.plan_id, row_id=pk),
        back=back_to(row.plan), done="Taken back.", heading="Take this record back", button="Take it back", warning=True,
        text=f"{row.on.day} {row.on:%B %Y}, {row.who}. Versions already drawn keep it.",
    )  # fmt: skip

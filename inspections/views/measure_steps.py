"""Steps on measures: new, changed, retired; trajectory; figures entered, corrected, taken back."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from dco_portal.common.clock import today
from dco_portal.common.errors import Invalid
from dco_portal.common.steps import step
from inspections.actions import figures, live
from inspections.actions import measures as actions
from inspections.forms import measures as forms
from inspections.models import Measure, Plan, Priority, Reading
from inspections.presenters import measures as present
from inspections.queries import owners
from inspections.rules import measures as pure
from inspections.rules import measuring as rules
from inspections.rules import plans as plan_rules
from inspections.views.measures import scoped, scoped_plan

form_page = require_http_methods(["GET", "POST"])
BACK = 3  # years of periods offered when a figure is entered
AHEAD = 5  # years of periods offered for the trajectory


def page(measure: Measure) -> str:
    """The measure's page."""
    return reverse("inspections:measure", args=[measure.pk])


def kept_plan(http: HttpRequest, pk: uuid.UUID) -> Plan:
    """The plan, for its managers while it is open; 403 for other roles, 409 once closed."""
    plan_rules.check_can_keep(http.user)
    plan = scoped_plan(http, pk)
    rules.check_can_keep(http.user, plan)
    return plan


def kept(http: HttpRequest, pk: uuid.UUID) -> Measure:
    """The measure, for the plan's managers while it is open."""
    plan_rules.check_can_keep(http.user)
    measure = scoped(http, pk)
    rules.check_can_keep(http.user, measure.plan)
    return measure


def _form(http: HttpRequest, plan: Plan, measure: Measure | None = None) -> forms.MeasureForm:
    return forms.MeasureForm(
        http.POST or None, priorities=Priority.objects.filter(plan=plan), owners=owners.owners(plan), measure=measure
    )  # fmt: skip


@form_page
def new(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a measure."""
    plan = kept_plan(http, pk)
    form = _form(http, plan)

    def act(_data: dict[str, Any]) -> Measure:
        return actions.add(by=http.user, plan_id=plan.pk, fields=form.values())

    return step(
        http, form, act, back=reverse("inspections:measures", args=[pk]), done="The measure is there.", onward=page,
        heading="New measure", button="Save",
    )  # fmt: skip


@form_page
def change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change a measure."""
    measure = kept(http, pk)
    form = _form(http, measure.plan, measure)

    def act(_data: dict[str, Any]) -> Measure:
        return actions.change(by=http.user, measure_id=pk, fields=form.values())

    return step(
        http, form, act, back=page(measure), done="The measure is changed.",
        heading=f"Change {measure}", button="Save",
    )  # fmt: skip


@form_page
def retire(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Stop a measure, after a question."""
    measure = kept(http, pk)
    return step(
        http, None, lambda _: actions.retire(by=http.user, measure_id=pk), back=page(measure),
        done=f"{measure.number} is retired. You can take it up again.", heading=f"Retire {measure}?",
        text=["No more figures are recorded and nobody is asked about it.", "Its figures stay."],
        button="Retire it", warning=True,
    )  # fmt: skip


@form_page
def take_up(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a retired measure up again, after a question."""
    measure = kept(http, pk)
    return step(
        http, None, lambda _: actions.take_up(by=http.user, measure_id=pk), back=page(measure),
        done=f"{measure.number} is in use again.", heading=f"Take up {measure} again?", button="Take it up again",
    )  # fmt: skip


@form_page
def recount(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Have a live measure counted again now, after a question."""
    measure = kept(http, pk)
    return step(
        http, None, lambda _: live.recount(by=http.user, measure_id=pk), back=page(measure),
        done="Counted. Months that came out otherwise are corrected, with a note.",
        heading=f"Count {measure} again?",
        text="Every month since the plan began is counted from the records as they are now. Old figures are kept.",
        button="Count again",
    )  # fmt: skip


@form_page
def trajectory(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The planned path: its points, another one, a straight line."""
    measure = kept(http, pk)
    form = forms.PointForm(http.POST or None, spans=_ahead(measure))
    if http.method == "POST" and form.is_valid():
        try:
            actions.plan_point(by=http.user, measure_id=pk, **form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "The point is in the trajectory.")
            return redirect("inspections:measure-trajectory", pk=pk)
    known = (measure.baseline, measure.baseline_on, measure.target, measure.target_on)
    context = {
        "plan": measure.plan,
        "measure": measure,
        "form": form,
        "points": present.path(measure.trajectory.all(), measure.frequency, measure.unit),
        "can_straight": None not in known,
        "back_url": page(measure),
    }
    return render(http, "inspections/measure_trajectory.html", context)


def _ahead(measure: Measure) -> list[pure.Period]:
    """Periods of the plan from its start (or the baseline) to five years on."""
    first = min(filter(None, [measure.plan.starts_on, measure.baseline_on]))
    last = today().replace(day=1) + dt.timedelta(days=366 * AHEAD)
    if measure.target_on:
        last = max(last, measure.target_on)
    return list(pure.periods(measure.frequency, first, last))


@form_page
def straight(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Draw a straight path from baseline to target, after a question."""
    measure = kept(http, pk)
    back = reverse("inspections:measure-trajectory", args=[pk])
    return step(
        http, None, lambda _: actions.straight(by=http.user, measure_id=pk), back=back,
        done="The trajectory is a straight line from the baseline to the target.",
        heading="Draw a straight line?", button="Draw it", warning=measure.trajectory.exists(),
        text="A point for each period from the baseline to the target. The points there now are replaced.",
    )  # fmt: skip


@require_POST
def drop_point(http: HttpRequest, pk: uuid.UUID, point: uuid.UUID) -> HttpResponse:
    """Take a point out of the trajectory."""
    kept(http, pk)
    actions.drop_point(by=http.user, measure_id=pk, point_id=point)
    messages.success(http, "The point is taken out.")
    return redirect("inspections:measure-trajectory", pk=pk)


@form_page
def enter(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Enter or correct the figure of a period."""
    measure = kept(http, pk)
    rules.check_typed(measure)
    spans = list(reversed(_past(measure)))
    form = forms.FigureForm(
        http.POST or None, measure=measure, spans=spans, initial=_recorded(http, measure)
    )

    def act(data: dict[str, Any]) -> Reading:
        return figures.enter(by=http.user, measure_id=pk, **data)

    summary = [
        {"key": "Measure", "value": str(measure)},
        {"key": "What exactly", "value": measure.definition},
        *_there(measure, form.initial.get("ends_on")),
    ]
    return step(
        http, form, act, back=page(measure), done="The figure is recorded.", heading="Enter a figure",
        button="Record it", summary=summary, plan=measure.plan,
    )  # fmt: skip


def _there(measure: Measure, ends_on: str | None) -> list[dict[str, Any]]:
    """The figure recorded for the period, and how to take it back."""
    found = figures.current(measure, dt.date.fromisoformat(ends_on)) if ends_on else None
    if found is None:
        return []
    period = pure.named(found.starts_on, found.ends_on)
    return [
        {
            "key": "Recorded",
            "value": f"{period}: {pure.figure(found.value, measure.unit)}",
            "url": reverse("inspections:figure-withdraw", args=[found.pk]),
            "action": "Take it back",
            "hidden": f"the figure of {period}",
        }
    ]


def _past(measure: Measure) -> list[pure.Period]:
    """The periods that are over, of the last three years and since the baseline."""
    first = today().replace(day=1) - dt.timedelta(days=366 * BACK)
    if measure.baseline_on:
        first = min(first, measure.baseline_on)
    first = max(first, dt.date(today().year - rules.YEARS, 1, 1))
    spans = pure.periods(measure.frequency, first, today())
    return [span for span in spans if span.ends_on < today()]


def _recorded(http: HttpRequest, measure: Measure) -> dict[str, Any]:
    """What the form begins with: the period asked for, with the figure it has."""
    try:
        ends_on = dt.date.fromisoformat(http.GET.get("ends_on", ""))
    except ValueError:
        return {}
    found = figures.current(measure, ends_on)
    shown: dict[str, Any] = {"ends_on": ends_on.isoformat()}
    if found is None:
        return shown
    for name in ("numerator", "denominator"):
        number = getattr(found, name)
        shown[name] = "" if number is None else pure.plain(number).replace(",", "")
    if found.denominator is None and found.numerator is None and found.value is not None:
        shown["value"] = pure.plain(found.value).replace(",", "")
    return shown


@form_page
def withdraw(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back a figure entered for the wrong period."""
    plan_rules.check_can_keep(http.user)
    rows = Reading.objects.visible_to(http.user).filter(replaced_at=None)
    reading = get_object_or_404(rows.select_related("measure__plan"), pk=pk)
    rules.check_can_keep(http.user, reading.measure.plan)
    rules.check_typed(reading.measure)
    form = forms.WhyForm(http.POST or None)
    period = pure.named(reading.starts_on, reading.ends_on)
    figure = pure.figure(reading.value, reading.measure.unit)
    return step(
        http, form, lambda data: figures.withdraw(by=http.user, reading_id=pk, **data), back=page(reading.measure),
        done="The figure is taken back.", heading=f"Take back the figure of {period}?",
        text=f"{reading.measure}: {figure}. It stays among the corrected figures, and the period is empty again.",
        button="Take it back", warning=True,
    )  # fmt: skip

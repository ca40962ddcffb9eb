"""The risk register of a plan."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.common import sheets
from dco_portal.common.clock import today
from dco_portal.common.steps import step
from dco_portal.work import actions as work
from inspections.actions import risks as actions
from inspections.forms import risks as forms
from inspections.forms.progress import EndRiskForm, WordsForm
from inspections.models import Risk
from inspections.queries import action_page
from inspections.queries import risks as queries
from inspections.rules import progress as rules
from inspections.rules.risks import BANDS, IMPACT, band
from inspections.states import RiskState
from inspections.views.plans import scoped

form_page = require_http_methods(["GET", "POST"])
TEXTS = ("cause", "event", "effect", "control", "owner", "target_score", "review_on")


def item(pk: uuid.UUID) -> str:
    """The page of one risk."""
    return reverse("inspections:risk", args=[pk])


def register(pk: uuid.UUID) -> str:
    """The register of a plan."""
    return reverse("inspections:risks", args=[pk])


@require_safe
def index(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The register with its matrix."""
    plan = scoped(http, pk)
    lines = queries.lines(pk, today())
    counts = queries.bands(lines)
    context = {
        "plan": plan,
        "open": [line for line in lines if line.state == RiskState.OPEN],
        "ended": [line for line in lines if line.state != RiskState.OPEN],
        "matrix": queries.matrix(lines),
        "impacts": [f"{number}: {word}" for number, word in IMPACT.items()],
        "bands": [{"band": each, "count": counts[each.word]} for each in BANDS],
        "new_url": reverse("inspections:risk-new", args=[pk]) if rules.can_keep(http.user, plan) else "",
        "csv_url": reverse("inspections:risks-csv", args=[pk]),
    }  # fmt: skip
    return render(http, "inspections/risks.html", context)


@require_safe
def index_csv(http: HttpRequest, pk: uuid.UUID) -> StreamingHttpResponse:
    """The same as a file."""
    plan = scoped(http, pk)
    work.note_export(by=http.user, query="", what="risks.csv")
    rows = (queries.as_row(line) for line in queries.lines(pk, today()))
    return sheets.download(f"risks-{plan.reference}.csv", queries.HEADER, rows)


@form_page
def new(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a risk."""
    plan = action_page.plan(http.user, pk)
    rules.check_can_keep(http.user, plan)
    form = forms.RiskForm(http.POST or None, plan=plan)
    return step(
        http, form, lambda data: actions.add(by=http.user, plan_id=pk, **form.values()), back=register(pk),
        done="The risk is in the register.", heading="Add a risk", button="Add", onward=lambda made: item(made.pk),
    )  # fmt: skip


def _kept(http: HttpRequest, pk: uuid.UUID, *, open_only: bool = True) -> Risk:
    """The risk, for those who keep its plan."""
    risk = queries.scoped(http.user, pk)
    rules.check_can_keep(http.user, risk.plan)
    if open_only:
        rules.check_risk_open(risk)
    return risk


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One risk with the history of its score."""
    risk = queries.scoped(http.user, pk)
    keeps = rules.can_keep(http.user, risk.plan)
    is_open = risk.state == RiskState.OPEN
    wanted = [
        (is_open, "Score it anew", "risk-score"), (is_open, "Change its words", "risk-change"),
        (is_open, "Close it, or say that it happened", "risk-end"), (not is_open, "Open it again", "risk-reopen"),
    ]  # fmt: skip
    steps: list[dict[str, Any]] = [
        {"label": label, "url": reverse(f"inspections:{name}", args=[pk])}
        for may, label, name in wanted
        if may and keeps
    ]
    context = {
        "risk": risk, "plan": risk.plan, "band": band(risk.score),
        "steps": [{**each, "secondary": place > 0} for place, each in enumerate(steps)],
        "history": [(row, band(row.likelihood * row.impact), row.likelihood * row.impact) for row in queries.history(risk)],
        "linked": risk.actions.all(), "overdue": risk.review_on and is_open and risk.review_on < today(),
    }  # fmt: skip
    return render(http, "inspections/risk.html", context)


@form_page
def change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change what is said of it."""
    risk = _kept(http, pk)
    linked = [str(row.pk) for row in risk.actions.all()]
    initial = {**{name: getattr(risk, name) for name in TEXTS}, "action_ids": linked}
    form = forms.RiskForm(http.POST or None, plan=risk.plan, scored=True, initial=initial)
    return step(
        http, form, lambda data: actions.change(by=http.user, risk_id=pk, **form.values()), back=item(pk),
        done="The risk is changed.", heading=f"Change risk {risk.number}", button="Save",
    )  # fmt: skip


@form_page
def score(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Score it anew."""
    risk = _kept(http, pk)
    initial = {"likelihood": risk.likelihood, "impact": risk.impact, "review_on": risk.review_on}
    form = forms.ScoreForm(http.POST or None, initial=initial)
    return step(
        http, form, lambda data: actions.score(by=http.user, risk_id=pk, **data), back=item(pk),
        done="The score is saved.", heading=f"Score risk {risk.number} anew", button="Save", text=risk.event,
    )  # fmt: skip


@form_page
def end(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Close it, or say that it happened."""
    risk = _kept(http, pk)
    form = EndRiskForm(http.POST or None)
    return step(
        http, form, lambda data: actions.end(by=http.user, risk_id=pk, **data), back=item(pk),
        done="The register is up to date.", heading=f"What became of risk {risk.number}?", button="Save",
        text=risk.event,
    )  # fmt: skip


@form_page
def reopen(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Open it again."""
    risk = _kept(http, pk, open_only=False)
    form = WordsForm(http.POST or None)
    return step(
        http, form, lambda data: actions.reopen(by=http.user, risk_id=pk, **data), back=item(pk),
        done="The risk is open again.", heading=f"Open risk {risk.number} again", button="Open it again",
    )  # fmt: skip

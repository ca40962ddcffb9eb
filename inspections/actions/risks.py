"""The risk register: kept by the plan's managers; every score is kept with its words."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from inspections.actions import locking
from inspections.models import Action, Plan, Risk, RiskChange
from inspections.rules import progress as rules
from inspections.rules.risks import in_range
from inspections.states import RiskState

TEXTS = {
    "cause": "Say what may cause it",
    "event": "Say what may happen",
    "effect": "Say what it would do",
    "control": "Say what is done about it",
    "owner": "Say who owns it, such as a role",
}


@transaction.atomic
def add(
    *,
    by: User,
    plan_id: uuid.UUID,
    cause: str,
    event: str,
    effect: str,
    control: str,
    owner: str,
    likelihood: int,
    impact: int,
    target_score: int | None = None,
    review_on: dt.date | None = None,
    action_ids: Iterable[uuid.UUID] = (),
) -> Risk:
    """Add a risk; it gets the plan's next number. Raises Invalid beside the field."""
    plan = locking.plan(by, plan_id)
    rules.check_can_keep(by, plan)
    texts = _texts(cause=cause, event=event, effect=effect, control=control, owner=owner)
    _check_scores(likelihood, impact, target_score)
    last = Risk.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] or 0
    risk = Risk.objects.create(
        plan=plan, number=last + 1, likelihood=likelihood, impact=impact, target_score=target_score,
        review_on=review_on, **texts,
    )  # fmt: skip
    _link(risk, action_ids)
    _note(risk, by=by, words="First scored")
    audit.record("inspections.risk_add", by=by, obj=risk, score=risk.score)
    return risk


@transaction.atomic
def change(
    *,
    by: User,
    risk_id: uuid.UUID,
    cause: str,
    event: str,
    effect: str,
    control: str,
    owner: str,
    target_score: int | None = None,
    review_on: dt.date | None = None,
    action_ids: Iterable[uuid.UUID] = (),
) -> Risk:
    """Change what is said of a risk; its score changes by `score`. Raises Invalid beside the field."""
    risk = _locked(by, risk_id)
    rules.check_risk_open(risk)
    texts = _texts(cause=cause, event=event, effect=effect, control=control, owner=owner)
    _check_scores(risk.likelihood, risk.impact, target_score)
    for name, text in texts.items():
        setattr(risk, name, text)
    risk.target_score, risk.review_on = target_score, review_on
    risk.save()
    _link(risk, action_ids)
    audit.record("inspections.risk_change", by=by, obj=risk)
    return risk


@transaction.atomic
def score(
    *,
    by: User,
    risk_id: uuid.UUID,
    likelihood: int,
    impact: int,
    words: str,
    review_on: dt.date | None = None,
) -> Risk:
    """Score a risk anew, saying why; the same score says that it was looked at."""
    risk = _locked(by, risk_id)
    rules.check_risk_open(risk)
    said = rules.said(words)
    _check_scores(likelihood, impact, None)
    risk.likelihood, risk.impact = likelihood, impact
    risk.review_on = review_on or risk.review_on
    risk.save()
    _note(risk, by=by, words=said)
    audit.record("inspections.risk_score", by=by, obj=risk, score=risk.score)
    return risk


@transaction.atomic
def end(*, by: User, risk_id: uuid.UUID, state: str, words: str) -> Risk:
    """Close a risk, or say that it has happened, with words. Raises Invalid, Conflict once it is ended."""
    risk = _locked(by, risk_id)
    rules.check_risk_open(risk)
    if state not in {RiskState.CLOSED, RiskState.HAPPENED}:
        raise Invalid({"state": "Choose what became of it"})
    risk.state, risk.closed_words = state, rules.said(words)
    risk.save()
    _note(risk, by=by, words=risk.closed_words)
    audit.record("inspections.risk_end", by=by, obj=risk, state=state)
    return risk


@transaction.atomic
def reopen(*, by: User, risk_id: uuid.UUID, words: str) -> Risk:
    """Open a risk again, saying why. Raises Conflict when it is open."""
    risk = _locked(by, risk_id)
    if risk.state == RiskState.OPEN:
        raise Conflict(f"{risk} is open already.")
    said = rules.said(words)
    risk.state = RiskState.OPEN
    risk.save()
    _note(risk, by=by, words=said)
    audit.record("inspections.risk_reopen", by=by, obj=risk)
    return risk


def _texts(**texts: str) -> dict[str, str]:
    """Every text, trimmed; Invalid beside each that is missing."""
    faults: dict[str | None, str] = {
        name: TEXTS[name] for name, text in texts.items() if not text.strip()
    }
    if faults:
        raise Invalid(faults)
    return {name: text.strip() for name, text in texts.items()}


def _check_scores(likelihood: int, impact: int, target: int | None) -> None:
    faults: dict[str | None, str] = {
        name: "Choose a number from 1 to 5"
        for name, given in (("likelihood", likelihood), ("impact", impact))
        if not in_range(given)
    }
    if target is not None and not 1 <= target <= 25:
        faults["target_score"] = "Enter a number from 1 to 25"
    if faults:
        raise Invalid(faults)


def _link(risk: Risk, action_ids: Iterable[uuid.UUID]) -> None:
    """The actions it bears on; only those of its own plan."""
    wanted = set(action_ids)
    found = Action.objects.filter(plan=risk.plan_id, pk__in=wanted)
    if len(found) != len(wanted):
        raise NotFound
    risk.actions.set(found)


def _note(risk: Risk, *, by: User, words: str) -> None:
    RiskChange.objects.create(
        plan_id=risk.plan_id, risk=risk, likelihood=risk.likelihood, impact=risk.impact, state=risk.state,
        words=words, on=today(), by=by,
    )  # fmt: skip


def _locked(by: User, pk: uuid.UUID) -> Risk:
    """A risk, locked, its plan before it, for those who keep the plan. Raises NotFound, NotAllowed."""
    row = Risk.objects.visible_to(by).filter(pk=pk).values_list("plan_id", flat=True).first()
    if row is None:
        raise NotFound
    plan: Plan = locking.plan(by, row)
    rules.check_can_keep(by, plan)
    risk = Risk.objects.select_for_update(of=("self",)).get(pk=pk)
    risk.plan = plan
    return risk

"""Who may rate, date, evidence, verify and update what of a plan, and when."""

import datetime as dt

from django.db.models import Q

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from dco_portal.common.pairs import answers
from inspections.models import Action, DateChange, Evidence, Milestone, Plan, Risk
from inspections.states import (
    PLAN_OPEN,
    ActionState,
    DateChangeState,
    PlanState,
    RiskState,
)


def of_area(user: User, plan: Plan) -> bool:
    """Whether this person acts for the authority or the board that answers for the plan."""
    return user.organisation is not None and user.organisation.pk in {plan.la_id, plan.icb_id}


def keeps(user: User, plan: Plan) -> bool:
    """Whether this person is an improvement manager of the plan's area."""
    return user.may(P.MANAGE_PLANS) and of_area(user, plan)


def approves(user: User, plan: Plan) -> bool:
    """Whether this person approves what changes in the plan."""
    return user.may(P.APPROVE_PLANS) and of_area(user, plan)


def leads(user: User, action: Action) -> bool:
    """Whether this person leads the action or stands in for who does (one query)."""
    return Action.objects.led_by(user).filter(pk=action.pk).exists()


def check_keeps(user: User, plan: Plan) -> None:
    """Raises NotAllowed for anybody but the plan's managers."""
    if not keeps(user, plan):
        raise NotAllowed("Only an improvement manager of this plan’s area may do this.")


def check_open(plan: Plan) -> None:
    """Raises Conflict once the plan is closed."""
    if plan.state not in PLAN_OPEN:
        raise Conflict("This plan is closed: what happened in it stays as it is.")


def check_can_keep(user: User, plan: Plan) -> None:
    """A manager, while the plan is open."""
    check_keeps(user, plan)
    check_open(plan)


def is_draft(plan: Plan) -> bool:
    """Whether the plan is still being written: its dates are set freely."""
    return plan.state == PlanState.DRAFT


def check_can_work(user: User, action: Action) -> None:
    """The action's lead, a stand-in or a manager, while plan and action go on; a complete one may still be rated."""
    if not keeps(user, action.plan) and not leads(user, action):
        raise NotAllowed("Only the action’s lead and the plan’s improvement managers may do this.")
    check_open(action.plan)
    if action.state == ActionState.STOPPED:
        raise Conflict(f"{action} was stopped. A manager of the plan can open it again.")


def check_can_update(user: User, action: Action) -> None:
    """An update is given while the action is open."""
    check_can_work(user, action)
    if action.state != ActionState.OPEN:
        raise Conflict(f"{action} is complete: no more updates are needed.")


def check_can_end(user: User, action: Action) -> None:
    """A manager closes what is open."""
    check_can_keep(user, action.plan)
    if action.state != ActionState.OPEN:
        raise Conflict(f"{action} is no longer open: it is “{action.get_state_display()}”.")


def check_can_reopen(user: User, action: Action) -> None:
    """A manager opens again what was complete or stopped."""
    check_can_keep(user, action.plan)
    if action.state == ActionState.OPEN:
        raise Conflict(f"{action} is open already.")


def check_can_ask_date(user: User, action: Action, milestone: Milestone | None = None) -> None:
    """The lead or a manager asks for another date, once at a time, for what is open in a plan in force."""
    check_can_update(user, action)
    if action.plan.state != PlanState.ACTIVE:
        raise Conflict("This plan is still being written: change the date itself.")
    if milestone is not None and milestone.done_on:
        raise Conflict("This milestone is done.")
    of = Q(milestone=milestone) if milestone else Q(milestone=None)
    waiting = DateChange.objects.filter(of, action=action, state=DateChangeState.ASKED)
    found = waiting.select_related("asked_by").first()
    if found is not None:
        raise Conflict(
            f"{found.asked_by.name} has asked for {found.after:%-d %B %Y} already. "
            "An approver decides on that first."
        )


def check_can_decide(user: User, change: DateChange) -> None:
    """An approver of the area who is not the one who asked, once."""
    if not approves(user, change.plan):
        raise NotAllowed("Only a plan approver of this plan’s area decides on dates.")
    if change.state != DateChangeState.ASKED:
        who = change.decided_by.name if change.decided_by else "Somebody"
        raise Conflict(f"{who} has decided already: {change.get_state_display().lower()}.")
    if change.asked_by_id == user.pk:
        raise NotAllowed("You asked for this date, so another approver decides.")


def check_can_be_moved(change: DateChange) -> None:
    """What was to move is still open."""
    if change.action.state != ActionState.OPEN or (change.milestone and change.milestone.done_on):
        raise Conflict("This is closed by now, so its date does not move. Refuse the request.")


def check_after_start(action: Action, day: dt.date, field: str) -> None:
    """Raises Invalid on the field for a day before the action starts."""
    if action.starts_on and day < action.starts_on:
        raise Invalid(
            {field: f"The action starts on {action.starts_on:%-d %B %Y}: choose a later day"}
        )


def check_date(action: Action, before: dt.date, after: dt.date, on: dt.date) -> None:
    """Raises Invalid on `after` for a date that cannot be asked for or approved."""
    check_after_start(action, after, "after")
    if after == before:
        raise Invalid({"after": "This is the date it has already"})
    if after < on:
        raise Invalid({"after": "This day has passed: choose a day to come"})


def check_can_verify(user: User, evidence: Evidence) -> None:
    """A manager or approver of the area who did not give it, once, while it stands."""
    if not keeps(user, evidence.plan) and not approves(user, evidence.plan):
        raise NotAllowed("Only a manager or an approver of this plan verifies evidence.")
    if evidence.given_by_id == user.pk:
        raise NotAllowed("You gave this evidence, so somebody else verifies it.")
    check_open(evidence.plan)
    check_stands(evidence)
    if evidence.verified_by:
        raise Conflict(f"{evidence.verified_by.name} has verified this already.")


def check_stands(evidence: Evidence) -> None:
    """Raises Conflict once the evidence was withdrawn."""
    if evidence.withdrawn_on:
        raise Conflict("This evidence was withdrawn.")


def check_can_withdraw(user: User, evidence: Evidence) -> None:
    """A manager, or whoever gave it."""
    if not keeps(user, evidence.plan) and evidence.given_by_id != user.pk:
        raise NotAllowed("Only who gave it and the plan’s managers withdraw evidence.")
    check_open(evidence.plan)
    check_stands(evidence)


def check_can_publish(user: User, evidence: Evidence) -> None:
    """A manager decides what the public sees; only what was verified may be shown."""
    check_can_keep(user, evidence.plan)
    check_stands(evidence)
    if not evidence.public and not evidence.verified_by_id:
        raise Conflict("Only evidence that somebody else has verified may be shown to the public.")


def check_risk_open(risk: Risk) -> None:
    """Raises Conflict once the risk is closed or has happened."""
    if risk.state != RiskState.OPEN:
        raise Conflict(f"{risk} is no longer open: {risk.get_state_display().lower()}.")


def said(words: str, field: str = "words", ask: str = "Say why in a sentence or two") -> str:
    """The words, trimmed. Raises Invalid on the field when there are none."""
    if not words.strip():
        raise Invalid({field: ask})
    return words.strip()


can_keep = answers(check_can_keep)
can_work = answers(check_can_work)
can_update = answers(check_can_update)
can_end = answers(check_can_end)
can_reopen = answers(check_can_reopen)
can_ask_date = answers(check_can_ask_date)
can_decide = answers(check_can_decide)
can_be_moved = answers(check_can_be_moved)
can_verify = answers(check_can_verify)
can_withdraw = answers(check_can_withdraw)
can_publish = answers(check_can_publish)

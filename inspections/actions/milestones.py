"""The steps of an action: added and changed by managers, marked as done by whoever leads it."""

import datetime as dt
import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from inspections.actions import dated, locking
from inspections.models import Action, Milestone
from inspections.rules import progress as rules
from inspections.states import DateChangeState


@transaction.atomic
def add(
    *, by: User, action_id: uuid.UUID, what: str, due_on: dt.date, months: int | None = None
) -> Milestone:
    """Add a step to an open action. Raises Invalid on `what` or `due_on`."""
    action = locking.action(by, action_id)
    rules.check_can_end(by, action)
    said = rules.said(what, "what", "Say what will be done")
    rules.check_after_start(action, due_on, "due_on")
    milestone = Milestone.objects.create(
        plan=action.plan, action=action, what=said, months=months, due_on=due_on, original_due_on=due_on
    )  # fmt: skip
    audit.record("inspections.milestone_add", by=by, obj=milestone)
    return milestone


@transaction.atomic
def change(
    *,
    by: User,
    milestone_id: uuid.UUID,
    what: str,
    months: int | None,
    due_on: dt.date | None = None,
) -> Milestone:
    """Change a step's words, and its date while the plan is being written; later a date moves by `dates.ask`.

    Raises Invalid on `what`, or on `due_on` for a date of a plan in force or before the start.
    """
    action, milestone = _locked(by, milestone_id)
    rules.check_can_end(by, action)
    if due_on is not None and due_on != milestone.due_on:
        if not rules.is_draft(action.plan):
            raise Invalid({"due_on": "This plan is in force: ask for a change of the date"})
        rules.check_after_start(action, due_on, "due_on")
        milestone.due_on = milestone.original_due_on = due_on
    milestone.what = rules.said(what, "what", "Say what will be done")
    milestone.months = months
    milestone.save()
    audit.record("inspections.milestone_change", by=by, obj=milestone)
    return milestone


@transaction.atomic
def done(*, by: User, milestone_id: uuid.UUID, words: str, on: dt.date | None = None) -> Milestone:
    """Mark a step as done on a day (today), saying what was done. For the lead and the managers."""
    action, milestone = _locked(by, milestone_id)
    rules.check_can_update(by, action)
    if milestone.done_on:
        raise Conflict(f"This was marked as done on {milestone.done_on:%-d %B %Y}.")
    day = on or today()
    if day > today():
        raise Invalid({"on": "The day it was done is still to come"})
    milestone.words = rules.said(words, ask="Say what was done")
    milestone.done_on = day
    milestone.save()
    for waiting in milestone.date_changes.filter(state=DateChangeState.ASKED).select_related(
        "plan__la", "plan__icb"
    ):
        dated.close(waiting)
    audit.record("inspections.milestone_done", by=by, obj=milestone, on=day)
    return milestone


@transaction.atomic
def undo(*, by: User, milestone_id: uuid.UUID) -> Milestone:
    """Take back that a step was done; its words stay."""
    action, milestone = _locked(by, milestone_id)
    rules.check_can_update(by, action)
    if milestone.done_on is None:
        raise Conflict("This is not marked as done.")
    was, milestone.done_on = milestone.done_on, None
    milestone.save()
    audit.record("inspections.milestone_undo", by=by, obj=milestone, was=was)
    return milestone


def _locked(by: User, pk: uuid.UUID) -> tuple[Action, Milestone]:
    """A milestone in the person's scope and its action, both locked. Raises NotFound, NotAllowed for readers."""
    row = Milestone.objects.visible_to(by).filter(pk=pk).values_list("action_id", flat=True).first()
    if row is None:
        raise NotFound
    action = locking.led_action(by, row)
    milestone = Milestone.objects.select_for_update(of=("self",)).get(pk=pk)
    milestone.action = action
    return action, milestone

"""Moving a due date: somebody asks and says why, an approver who is another person decides.

The date first agreed is never written over.
"""

import datetime as dt
import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.errors import NotFound
from inspections.actions import dated, locking, notices, rated
from inspections.models import Action, DateChange, Milestone
from inspections.rules import progress as rules
from inspections.states import DateChangeState, PlanState


@transaction.atomic
def ask(
    *,
    by: User,
    action_id: uuid.UUID,
    after: dt.date,
    reason: str,
    milestone_id: uuid.UUID | None = None,
) -> DateChange:
    """Ask for another due date of an action, or of one of its milestones.

    Raises Invalid on `after` for a day before the start, passed, or the same; on `reason` without one;
    Conflict while another request for the same date waits.
    """
    action = locking.led_action(by, action_id)
    milestone = _milestone(action, milestone_id) if milestone_id else None
    rules.check_can_ask_date(by, action, milestone)
    said = rules.said(reason, "reason", "Say why the date should move")
    before = milestone.due_on if milestone else action.due_on
    rules.check_date(action, before, after, today())
    change = DateChange.objects.create(
        plan=action.plan, action=action, milestone=milestone, before=before, after=after, reason=said, asked_by=by
    )  # fmt: skip
    audit.record("inspections.date_ask", by=by, obj=change, before=before, after=after)
    dated.push(change)
    notices.date_asked(change)
    return change


@transaction.atomic
def decide(*, by: User, change_id: uuid.UUID, approve: bool, words: str = "") -> DateChange:
    """Approve a date, or refuse it with words. Raises Conflict when somebody has decided already."""
    change = _locked(by, change_id)
    rules.check_can_decide(by, change)
    said = words.strip() if approve else rules.said(words, ask="Say why the date stays")
    if approve:
        rules.check_can_be_moved(change)
        rules.check_date(change.action, change.before, change.after, today())
        _move(change)
    change.state = DateChangeState.APPROVED if approve else DateChangeState.REFUSED
    change.decided_by, change.decided_on, change.decision_words = by, today(), said
    change.save()
    verb = "inspections.date_approve" if approve else "inspections.date_refuse"
    audit.record(verb, by=by, obj=change, before=change.before, after=change.after)
    dated.close(change)
    notices.date_decided(change)
    return change


def _move(change: DateChange) -> None:
    """Set the new date. What the old one made red until today is written down before."""
    if change.milestone:
        change.milestone.due_on = change.after
        change.milestone.save(update_fields=["due_on", "updated_at"])
        return
    action = change.action
    rated.catch_up(action, today())
    action.due_on = change.after
    action.lock += 1
    action.save(update_fields=["due_on", "lock", "updated_at"])


def _milestone(action: Action, pk: uuid.UUID) -> Milestone:
    """A milestone of this very action, locked."""
    found = action.milestones.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _locked(by: User, pk: uuid.UUID) -> DateChange:
    """A request in the person's scope, locked, its action before it."""
    row = DateChange.objects.visible_to(by).filter(pk=pk).values_list("action_id", flat=True)
    action_id = row.first()
    if action_id is None:
        raise NotFound
    rows = Action.objects.select_for_update(of=("self",))
    action = rows.select_related("plan__la", "plan__icb", "lead").get(pk=action_id)
    change = (
        DateChange.objects.select_for_update(of=("self",))
        .select_related("milestone", "asked_by", "decided_by")
        .get(pk=pk)
    )
    change.action, change.plan = action, action.plan
    return change


def sync_waiting() -> int:
    """Put every waiting request in the lists of today's approvers, take moot ones off; how many wait."""
    rows = DateChange.objects.filter(
        state=DateChangeState.ASKED, plan__state=PlanState.ACTIVE
    ).select_related("plan__la", "plan__icb", "action__plan", "milestone")
    waiting = 0
    for change in rows:
        if dated.still_wanted(change):
            dated.push(change)
            waiting += 1
        else:
            dated.close(change)
    return waiting

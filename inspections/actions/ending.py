"""Closing an action as complete or stopped, and opening it again. Nothing vanishes: each is a state."""

import datetime as dt
import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.errors import Invalid
from inspections.actions import dated, locking, rated, rounds
from inspections.models import Action
from inspections.rules import progress as rules
from inspections.states import ActionState, Rating, Scale


@transaction.atomic
def complete(
    *,
    by: User,
    action_id: uuid.UUID,
    words: str,
    on: dt.date | None = None,
    seen: int | None = None,
) -> Action:
    """Close an action as done on a day (today). Its delivery becomes green; blue is a rating of its own.

    Raises Invalid for a day to come, or without words that say what was done.
    """
    action = locking.action(by, action_id, seen=seen)
    rules.check_can_end(by, action)
    said = rules.said(words, ask="Say what was done")
    day = on or today()
    if day > today():
        raise Invalid({"on": "The day it was completed is still to come"})
    if action.starts_on and day < action.starts_on:
        raise Invalid(
            {"on": f"It starts on {action.starts_on:%-d %B %Y}: choose that day or later"}
        )
    rated.catch_up(action, today())
    _end(action, ActionState.COMPLETE, day)
    action.percent = 100
    action.save()
    if action.delivery != Rating.BLUE:
        words = f"Complete: {said}"
        rated.write(action, Scale.DELIVERY, Rating.GREEN, by=by, words=words, on=today())
    if action.impact == Rating.NOT_DUE:
        # Not yet due says that nothing was begun; what is done must show whether it helps.
        words = "Complete. Whether it made a difference is still to be shown."
        rated.write(action, Scale.IMPACT, Rating.AMBER, by=None, words=words, on=today())
    audit.record("inspections.action_complete", by=by, obj=action, on=day)
    return action


@transaction.atomic
def stop(*, by: User, action_id: uuid.UUID, words: str, seen: int | None = None) -> Action:
    """Stop an action that will not be done, saying why. Its ratings stay as they were."""
    action = locking.action(by, action_id, seen=seen)
    rules.check_can_end(by, action)
    said = rules.said(words)
    rated.catch_up(action, today())
    _end(action, ActionState.STOPPED, today())
    action.narrative = f"Stopped: {said}"
    action.save()
    audit.record("inspections.action_stop", by=by, obj=action)
    return action


@transaction.atomic
def reopen(*, by: User, action_id: uuid.UUID, words: str) -> Action:
    """Open an action again that was complete or stopped, saying why. A blue delivery comes down."""
    action = locking.action(by, action_id)
    rules.check_can_reopen(by, action)
    said = rules.said(words)
    action.state, action.ended_on = ActionState.OPEN, None
    action.lock += 1
    action.save()
    rated.bring_down(action, why=f"Opened again: {said}", on=today(), scales=(Scale.DELIVERY,))
    rated.catch_up(action, today(), since=today())
    audit.record("inspections.action_reopen", by=by, obj=action)
    return action


def _end(action: Action, state: str, on: dt.date) -> None:
    """What waits on the action waits no more: its date requests and its lead's update."""
    action.state, action.ended_on = state, on
    action.lock += 1
    action.save()
    dated.drop_waiting(action)
    rounds.sync_action(action)

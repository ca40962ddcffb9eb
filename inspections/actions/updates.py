"""Saying how an action stands: in two minutes, by its lead, a stand-in or a manager."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid
from inspections.actions import evidence, locking, notices, rated, rounds
from inspections.models import Action, Asked, Update, UpdateDraft
from inspections.queries import rounds as queries
from inspections.rules import progress as rules
from inspections.states import UpdateState

EVIDENCE = {
    "title": "evidence_title", "strength": "evidence_strength", "on": "evidence_on", "words": "evidence_words",
    "link": "evidence_link", "upload": "upload",
}  # fmt: skip


@transaction.atomic
def give(
    *,
    by: User,
    action_id: uuid.UUID,
    narrative: str,
    percent: int,
    delivery: str,
    impact: str,
    next_steps: str = "",
    help_needed: str = "",
    proof: Mapping[str, Any] | None = None,
    seen: int | None = None,
) -> Update:
    """Say how an action stands. `percent` is 0 to 100; `proof` is what `evidence.add` takes, if any.

    The ratings keep the rules: the narrative is the words of a downgrade. Raises Invalid beside the field.
    """
    action = locking.led_action(by, action_id, seen=seen)
    rules.check_can_update(by, action)
    said = rules.said(narrative, "narrative", "Say in a sentence or two how it stands")
    if not 0 <= percent <= 100:
        raise Invalid({"percent": "Enter a number from 0 to 100"})
    day = today()
    changed = rated.apply(action, by=by, delivery=delivery, impact=impact, words=said, on=day)
    if proof:
        _prove(action, by, proof)
    asked = _asked(action)
    update = Update.objects.create(
        plan_id=action.plan_id, action=action, round=asked.round if asked else None, on=day, by=by, narrative=said,
        next_steps=next_steps.strip(), help_needed=help_needed.strip(), percent=percent,
        delivery=action.delivery, impact=action.impact,
    )  # fmt: skip
    action.narrative, action.next_steps = said, update.next_steps
    action.help_needed, action.percent, action.updated_on = update.help_needed, percent, day
    action.lock += 1
    action.save()
    UpdateDraft.objects.filter(action=action, by=by).delete()
    if asked and asked.state == UpdateState.ASKED:
        asked.state = UpdateState.GIVEN
        asked.save(update_fields=["state", "updated_at"])
        rounds.sync_action(action)
    audit.record("inspections.update", by=by, obj=action, percent=percent, rated=changed)
    if update.help_needed:
        notices.help_asked(action, by, day)
    return update


def _prove(action: Action, by: User, proof: Mapping[str, Any]) -> None:
    """Add the evidence; what is wrong with it is said beside the update's own fields."""
    try:
        evidence.add(by=by, action_id=action.pk, **proof)
    except Invalid as error:
        named = {EVIDENCE.get(field or "", field): text for field, text in error.errors.items()}
        raise Invalid(named) from error


def _asked(action: Action) -> Asked | None:
    """The asking this update answers: the plan's newest, where the action is in it."""
    round = queries.current(action.plan_id)
    if round is None:
        return None
    rows = round.asked.select_for_update(of=("self",)).filter(action=action)
    return rows.select_related("round").first()


@transaction.atomic
def save_draft(
    *, by: User, action_id: uuid.UUID, values: Mapping[str, str], lock: int
) -> UpdateDraft:
    """Keep what was typed so far; only its writer reads it. Raises Conflict when it was saved elsewhere meanwhile."""
    action = locking.led_action(by, action_id)
    rules.check_can_update(by, action)
    draft, made = UpdateDraft.objects.select_for_update(of=("self",)).get_or_create(
        action=action, by=by
    )
    if not made and draft.lock != lock:
        raise Conflict(
            "You have typed in this update in another window. Copy what you wrote, then open the page again."
        )
    draft.values, draft.lock = dict(values), draft.lock + 1
    draft.save()
    audit.record("inspections.update_draft", by=by, obj=action)
    return draft


@transaction.atomic
def discard_draft(*, by: User, action_id: uuid.UUID) -> None:
    """Throw away one's own half-typed update."""
    action = locking.led_action(by, action_id)
    UpdateDraft.objects.filter(action=action, by=by).delete()
    audit.record("inspections.update_draft_discard", by=by, obj=action)

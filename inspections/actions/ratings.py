"""Rating an action, and writing down each night what became red because its date passed."""

import datetime as dt
import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from inspections.actions import locking, notices, rated
from inspections.models import Action
from inspections.rules import progress as rules
from inspections.states import ActionState, PlanState, Rating


@transaction.atomic
def rate(
    *,
    by: User,
    action_id: uuid.UUID,
    delivery: str,
    impact: str,
    words: str = "",
    seen: int | None = None,
) -> Action:
    """Rate delivery and impact apart, by the rules; `words` are needed where one of them goes down.

    For the lead, a stand-in and the plan's managers. Raises Invalid beside `delivery`, `impact` or `words`.
    """
    action = locking.led_action(by, action_id, seen=seen)
    rules.check_can_work(by, action)
    changed = rated.apply(action, by=by, delivery=delivery, impact=impact, words=words, on=today())
    if changed:
        action.lock += 1
        action.save(update_fields=["lock", "updated_at"])
        audit.record(
            "inspections.rate", by=by, obj=action, delivery=action.delivery, impact=action.impact
        )
    return action


@transaction.atomic
def redden(*, by: User | None = None, action_id: uuid.UUID, on: dt.date) -> bool:
    """Write down that an action's date has passed, once; whether there was anything to write."""
    rows = Action.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=action_id)
    action = rows.select_related("plan__la", "plan__icb", "lead").first()
    if action is None or not rated.catch_up(action, on):
        return False
    audit.record("inspections.overdue", by=by, obj=action, due_on=action.due_on)
    notices.overdue(action)
    return True


def redden_late(*, by: User | None = None, on: dt.date | None = None) -> int:
    """All actions of plans in force whose date has passed and whose rating does not say so; how many."""
    day = on or today()
    rows = Action.objects.filter(
        plan__state=PlanState.ACTIVE, state=ActionState.OPEN, due_on__lt=day
    ).exclude(
        delivery__in=[Rating.RED, Rating.AMBER, Rating.BLUE],
        impact__in=[Rating.RED, Rating.AMBER, Rating.BLUE],
    )
    ids = rows.order_by("due_on", "pk").values_list("pk", flat=True)
    return sum(redden(by=by, action_id=pk, on=day) for pk in list(ids))

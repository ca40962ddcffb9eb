"""You said, we did: what was heard of a plan, what came of it, what is public of it."""

import datetime as dt
import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.errors import Invalid, NotFound
from inspections.actions import locking
from inspections.models import Plan, Priority, Said
from inspections.rules import voices as rules
from inspections.states import VoiceState


@transaction.atomic
def hear(
    *, by: User, plan_id: uuid.UUID, who: str, said: str, heard_on: dt.date, heard_at: str = "",
    priority: Priority | None = None,
) -> Said:  # fmt: skip
    """Note what was said, by whom, when and where. Errors: `NotFound`, `NotAllowed`, `Invalid`."""
    plan = locking.plan(by, plan_id)
    rules.check_heard(heard_on=heard_on, said=said)
    _check_priority(plan, priority)
    row = Said.objects.create(
        plan=plan, priority=priority, who=who, said=said.strip(), heard_on=heard_on, heard_at=heard_at.strip()
    )  # fmt: skip
    audit.record("inspections.heard", by=by, obj=plan, said=row.pk)
    return row


@transaction.atomic
def correct(
    *, by: User, said_id: uuid.UUID, who: str, said: str, heard_on: dt.date, heard_at: str = "",
    priority: Priority | None = None,
) -> Said:  # fmt: skip
    """Correct what was noted of it; a public one shows the new words."""
    row = _said(by, said_id)
    rules.check_heard(heard_on=heard_on, said=said)
    _check_priority(row.plan, priority)
    row.who, row.said, row.heard_on = who, said.strip(), heard_on
    row.heard_at, row.priority = heard_at.strip(), priority
    row.save()
    audit.record("inspections.heard_corrected", by=by, obj=row.plan, said=row.pk)
    return row


@transaction.atomic
def answer(*, by: User, said_id: uuid.UUID, state: str, did: str) -> Said:
    """Say what came of it. Back to “heard” takes it off the public page."""
    row = _said(by, said_id)
    rules.check_answer(state, did)
    row.state, row.did = state, did.strip()
    row.answered_on = None if state == VoiceState.HEARD else today()
    row.public = row.public and state != VoiceState.HEARD
    row.save()
    audit.record("inspections.said_answered", by=by, obj=row.plan, said=row.pk, to=state)
    return row


@transaction.atomic
def publish(*, by: User, said_id: uuid.UUID) -> Said:
    """Show it on the plan's public page."""
    row = _said(by, said_id)
    rules.check_publishable(row)
    row.public = True
    row.save()
    audit.record("inspections.said_published", by=by, obj=row.plan, said=row.pk)
    return row


@transaction.atomic
def take_down(*, by: User, said_id: uuid.UUID) -> Said:
    """Take it off the public page again."""
    row = _said(by, said_id)
    row.public = False
    row.save()
    audit.record("inspections.said_taken_down", by=by, obj=row.plan, said=row.pk)
    return row


def _said(by: User, said_id: uuid.UUID) -> Said:
    """The row, locked, its plan before it, for who keeps the plan. Raises `NotFound`, `NotAllowed`."""
    plan = Said.objects.visible_to(by).filter(pk=said_id).values_list("plan_id", flat=True).first()
    if plan is None:
        raise NotFound
    holder = locking.plan(by, plan)
    found = Said.objects.select_for_update(of=("self",)).get(pk=said_id)
    found.plan = holder
    return found


def _check_priority(plan: Plan, priority: Priority | None) -> None:
    if priority is not None and priority.plan_id != plan.pk:
        raise Invalid({"priority": "Choose a priority of this plan"})

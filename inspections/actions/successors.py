"""A plan that takes over what an earlier one left unfinished."""

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.errors import Invalid
from inspections.actions import chain, locking, plans
from inspections.models import Action, Inspection, Milestone, Plan, Priority
from inspections.states import ActionState, Rating

PRIORITY = ("number", "title", "impact", "owner", "workstream", "tags", "wanted")
ACTION = (
    "number", "what", "workstream", "lead", "lead_words", "lead_organisation", "co_lead", "starts_on", "due_on",
    "original_due_on", "depends_words", "resource", "delivery", "impact", "percent", "narrative", "next_steps",
    "help_needed",
)  # fmt: skip
MILESTONE = ("what", "months", "due_on", "original_due_on", "words")


@transaction.atomic
def copy_forward(
    *, by: User, plan_id: uuid.UUID, action_ids: Collection[uuid.UUID], kind: str, title: str, starts_on: dt.date,
    inspection: Inspection | None = None,
) -> Plan:  # fmt: skip
    """Begin a successor with these unfinished actions, their priorities, milestones not reached, and partners.

    Each keeps its original due date and how it stands; evidence stays with the old plan, so a blue rating
    becomes green. The old plan is left as it is. Raises NotFound, NotAllowed, Invalid.
    """
    old = locking.plan(by, plan_id)
    rows = list(
        old.actions.filter(pk__in=action_ids, state=ActionState.OPEN)
        .select_related("priority")
        .prefetch_related("milestones", "depends_on")
    )
    if not rows:
        raise Invalid({"actions": "Choose at least one unfinished action"})
    new = plans.create(
        by=by, la=old.la, icb=old.icb, kind=kind, title=title, starts_on=starts_on, inspection=inspection, follows=old,
        summary=old.summary, senior_owner=old.senior_owner, la_officer=old.la_officer, icb_officer=old.icb_officer,
        dfe_adviser=old.dfe_adviser, nhse_adviser=old.nhse_adviser, governance=old.governance, board=old.board,
        update_day=old.update_day,
    )  # fmt: skip
    for partner in old.partners.all():
        new.partners.create(organisation_id=partner.organisation_id, part=partner.part)
    priorities = {row.priority_id: row.priority for row in rows}
    copies = {pk: _priority(new, row) for pk, row in priorities.items()}
    actions = {row.pk: _action(new, copies[row.priority_id], row) for row in rows}
    for row in rows:
        actions[row.pk].depends_on.set(
            [actions[each.pk] for each in row.depends_on.all() if each.pk in actions]
        )
    chain.put_in_order(new)
    audit.record("inspections.plan_copied_forward", by=by, obj=new, old=old.pk, actions=len(rows))
    return new


def _values(row: Priority | Action | Milestone, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}


def _priority(plan: Plan, old: Priority) -> Priority:
    new = Priority.objects.create(plan=plan, **_values(old, PRIORITY))
    new.findings.set(old.findings.all())
    return new


def _action(plan: Plan, priority: Priority, old: Action) -> Action:
    new = Action(plan=plan, priority=priority, place=old.place, **_values(old, ACTION))
    for scale in ("delivery", "impact"):
        if getattr(new, scale) == Rating.BLUE:
            setattr(new, scale, Rating.GREEN)
    new.save()
    for milestone in old.milestones.all():
        if milestone.done_on is None:
            Milestone.objects.create(plan=plan, action=new, **_values(milestone, MILESTONE))
    return new

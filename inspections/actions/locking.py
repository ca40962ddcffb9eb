"""Locking a plan and its parts in the person's scope: out of scope and not there look the same.

The plan is locked before its parts, so that two managers at one plan wait for each other. A lead's own
update locks its action alone (`led_action`) and must not lock the plan afterwards.
"""

import uuid

from dco_portal.accounts.models import User
from dco_portal.common.errors import Invalid, NotAllowed, NotFound
from inspections.models import Action, Approval, Plan, Priority, Version

KEEPERS_ONLY = "Only an improvement manager of this plan’s area may change it."
CHANGED = (
    "Somebody has changed this since you opened the page. Your words are still here: "
    "look at what changed, then save again."
)


def plan(by: User, pk: uuid.UUID, *, seen: int | None = None) -> Plan:
    """The plan, locked until the transaction ends, for those who keep it.

    Raises NotFound out of scope, NotAllowed for its readers. `seen` is the count of changes the page
    showed: when somebody has changed the plan since, Invalid.
    """
    found = seen_plan(by, pk)
    if not keeps(by, found):
        raise NotAllowed(KEEPERS_ONLY)
    check_seen(found, seen)
    return found


def seen_plan(by: User, pk: uuid.UUID) -> Plan:
    """The plan, locked, for whoever reads it. Raises NotFound."""
    rows = Plan.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=pk)
    found = rows.select_related("la", "icb", "inspection", "board").first()
    if found is None:
        raise NotFound
    return found


def keeps(by: User, plan: Plan) -> bool:
    """Whether this person keeps the plan."""
    return Plan.objects.kept_by(by).filter(pk=plan.pk).exists()


def check_seen(found: Plan | Action, seen: int | None) -> None:
    """Raise Invalid when somebody has changed the row since the page that counted `seen` changes."""
    if seen is not None and seen != found.lock:
        raise Invalid(CHANGED)


def priority(by: User, pk: uuid.UUID) -> Priority:
    """The priority, locked, its plan before it, for those who keep the plan."""
    row = Priority.objects.visible_to(by).filter(pk=pk).values_list("plan_id", flat=True).first()
    if row is None:
        raise NotFound
    holder = plan(by, row)
    found = Priority.objects.select_for_update(of=("self",)).get(pk=pk)
    found.plan = holder
    return found


def action(by: User, pk: uuid.UUID, *, seen: int | None = None) -> Action:
    """The action, locked, its plan before it, for those who keep the plan.

    Raises NotFound out of scope, NotAllowed for readers and leads, Invalid when changed since `seen`.
    """
    row = Action.objects.visible_to(by).filter(pk=pk).values_list("plan_id", flat=True).first()
    if row is None:
        raise NotFound
    if not Plan.objects.kept_by(by).filter(pk=row).exists():
        raise NotAllowed(KEEPERS_ONLY)
    holder = plan(by, row)
    rows = Action.objects.select_for_update(of=("self",))
    found = rows.select_related("priority", "lead", "lead_organisation").get(pk=pk)
    found.plan = holder
    check_seen(found, seen)
    return found


def led_action(by: User, pk: uuid.UUID, *, seen: int | None = None) -> Action:
    """The action, locked alone, for its lead (or stand-in) and for those who keep the plan.

    Raises NotFound out of scope, NotAllowed for other readers, Invalid when changed since `seen`.
    """
    rows = Action.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=pk)
    found = rows.select_related("plan", "priority", "lead", "lead_organisation").first()
    if found is None:
        raise NotFound
    leads = Action.objects.led_by(by).filter(pk=pk).exists()
    if not leads and not keeps(by, found.plan):
        raise NotAllowed("Only the action’s lead and the plan’s improvement managers may do this.")
    check_seen(found, seen)
    return found


def version(by: User, pk: uuid.UUID) -> Version:
    """The version of a plan, locked, its plan before it, for those who keep the plan."""
    row = Version.objects.visible_to(by).filter(pk=pk).values_list("plan_id", flat=True).first()
    if row is None:
        raise NotFound
    holder = plan(by, row)
    found = Version.objects.select_for_update(of=("self",)).get(pk=pk)
    found.plan = holder
    return found


def approval(by: User, pk: uuid.UUID) -> Approval:
    """An entry of the approval trail, locked, its plan before it, for those who keep the plan."""
    row = Approval.objects.visible_to(by).filter(pk=pk).values_list("plan_id", flat=True).first()
    if row is None:
        raise NotFound
    holder = plan(by, row)
    found = Approval.objects.select_for_update(of=("self",)).select_related("version").get(pk=pk)
    found.plan = holder
    return found

"""Everything of one action, for its page, in a fixed number of queries."""

import uuid

from dco_portal.accounts.models import User
from dco_portal.common.errors import NotFound
from inspections.models import (
    Action,
    DateChange,
    Decision,
    Finding,
    Measure,
    Milestone,
    Plan,
    RatingChange,
    Risk,
    Update,
)

MOST = 12


def scoped(by: User, pk: uuid.UUID) -> Action:
    """One action in the reader's scope: the plan's readers and its lead. Raises NotFound."""
    rows = Action.objects.visible_to(by).filter(pk=pk)
    found = rows.select_related(
        "plan__la", "plan__icb", "priority", "lead", "lead_organisation"
    ).first()
    if found is None:
        raise NotFound
    return found


def plan(by: User, pk: uuid.UUID) -> Plan:
    """One plan in the reader's scope. Raises NotFound, to other roles too."""
    found = Plan.objects.visible_to(by).filter(pk=pk).select_related("la", "icb").first()
    if found is None:
        raise NotFound
    return found


def milestone(by: User, pk: uuid.UUID) -> Milestone:
    """One milestone in the reader's scope, with its action. Raises NotFound."""
    rows = Milestone.objects.visible_to(by).filter(pk=pk)
    found = rows.select_related("action__plan", "action__lead").first()
    if found is None:
        raise NotFound
    return found


def findings(action: Action) -> list[Finding]:
    """The findings its priority answers."""
    return list(action.priority.findings.order_by("number"))


def measures(action: Action) -> list[Measure]:
    """The measures of its priority."""
    return list(Measure.objects.filter(priority=action.priority_id))


def milestones(action: Action) -> list[Milestone]:
    """Its milestones by date."""
    return list(action.milestones.all())


def ratings(action: Action, most: int | None = None) -> list[RatingChange]:
    """Who rated it how, when and why, the newest first."""
    return list(action.rating_changes.select_related("by").order_by("-id")[:most])


def dates(action: Action) -> list[DateChange]:
    """Requests to move its date or a milestone's, the newest first."""
    rows = action.date_changes.select_related("milestone", "asked_by", "decided_by")
    found = list(rows.order_by("-created_at", "-id"))
    for row in found:
        row.plan, row.action = action.plan, action
    return found


def updates(action: Action) -> list[Update]:
    """The latest of what was said of it."""
    return list(action.updates.select_related("by")[:MOST])


def risks(action: Action) -> list[Risk]:
    """The risks that bear on it."""
    return list(action.risks.all())


def decisions(action: Action) -> list[Decision]:
    """What boards decided about it, the newest first."""
    rows = Decision.objects.filter(action=action).select_related("meeting")
    return list(rows.order_by("-meeting__on", "number"))


def needs(action: Action) -> tuple[list[Action], list[Action]]:
    """The actions it waits for, and those that wait for it."""
    return list(action.depends_on.all()), list(action.needed_by.all())

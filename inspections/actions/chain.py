"""Actions of a plan: what, who leads, by when, what each waits for. Ratings and updates are others' business."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.errors import Invalid
from dco_portal.deadlines import Months, add_months
from dco_portal.organisations.models import Organisation
from inspections.actions import locking, notices
from inspections.models import Action, Milestone, Plan, Priority
from inspections.queries import leads
from inspections.rules import chain as rules
from inspections.rules import plans as plan_rules
from inspections.states import PlanState

FIELDS = (
    "number", "what", "workstream", "lead", "lead_organisation", "lead_words", "co_lead", "starts_on", "due_on",
    "depends_words", "resource",
)  # fmt: skip


@transaction.atomic
def add(
    *, by: User, priority_id: uuid.UUID, what: str, due_on: dt.date, number: str = "",
    depends_on: Iterable[Action] = (), milestones: Mapping[int, str] | None = None, **fields: Any,
) -> Action:  # fmt: skip
    """Add an action; without a number it gets the priority's next. `milestones` are words by months (3, 6, 12, 18).

    `fields` are others of `FIELDS`. Raises NotFound, NotAllowed, Conflict once closed, Invalid beside a field.
    """
    priority = locking.priority(by, priority_id)
    plan = priority.plan
    plan_rules.check_open(plan)
    taken = plan.actions.values_list("number", flat=True)
    action = Action(plan=plan, priority=priority, original_due_on=due_on)
    number = number.strip() or rules.next_number(priority.number, taken)
    write(action, {"what": what, "due_on": due_on, "number": number, **fields})
    action.original_due_on = due_on
    action.save()
    wait_for(action, list(depends_on))
    for months, words in (milestones or {}).items():
        set_milestone(action, months, words)
    put_in_order(plan)
    audit.record("inspections.action_added", by=by, obj=plan, action=action.pk, number=number)
    tell_lead(action, before=None)
    return action


@transaction.atomic
def edit(
    *, by: User, action_id: uuid.UUID, seen: int | None = None, priority: Priority | None = None,
    depends_on: Iterable[Action] | None = None, **fields: Any,
) -> Action:  # fmt: skip
    """Write what an action says. Once the plan is in force `due_on` stays: it moves with an approver alone.

    Raises NotFound, NotAllowed, Conflict once closed, Invalid beside a field or when changed since `seen`.
    """
    action = locking.action(by, action_id, seen=seen)
    plan_rules.check_open(action.plan)
    before = action.lead_id
    if priority is not None and priority.plan_id != action.plan_id:
        raise Invalid({"priority": "Choose a priority of this plan"})
    if "due_on" in fields and fields["due_on"] != action.due_on:
        if not rules.due_moves(action.plan):
            raise Invalid({"due_on": "This plan is in force: ask for a change of the date"})
        action.original_due_on = fields["due_on"]
    action.priority = priority or action.priority
    write(action, fields)
    action.lock += 1
    action.save()
    if depends_on is not None:
        wait_for(action, list(depends_on))
    put_in_order(action.plan)
    audit.record("inspections.action_edited", by=by, obj=action.plan, action=action.pk, fields=sorted(fields))  # fmt: skip
    tell_lead(action, before=before)
    return action


def write(action: Action, fields: Mapping[str, Any]) -> None:
    """Set checked fields on a locked or new action; saves nothing. Raises Invalid beside a field."""
    assert set(fields) <= set(FIELDS), set(fields) - set(FIELDS)
    for name, value in fields.items():
        setattr(action, name, value.strip() if isinstance(value, str) else value)
    plan_rules.check_words(action.what, "what", "Say what will be done")
    rules.check_number(action.number)
    others = Action.objects.filter(plan=action.plan, number=action.number).exclude(pk=action.pk)
    if others.exists():
        raise Invalid({"number": f"Action {action.number} is there already"})
    rules.check_dates(action.starts_on, action.due_on)
    _check_lead(action, {"lead", "lead_organisation"} & set(fields))


def _check_lead(action: Action, given: set[str]) -> None:
    """A lead with an account may lead for one of the plan's organisations; asked only when somebody chose."""
    if not given:
        return
    if action.lead_id and action.lead_organisation_id:
        if leads.candidate(action.plan, action.lead_id, action.lead_organisation_id) is None:
            raise Invalid(
                {"lead": "Choose somebody who leads actions for one of the plan’s organisations"}
            )
        return
    if action.lead_id:
        raise Invalid({"lead": "Say for which organisation this person leads"})
    organisation: Organisation | None = action.lead_organisation
    if organisation is not None and organisation not in leads.organisations(action.plan):
        raise Invalid({"lead_organisation": "Choose one of the plan’s organisations"})


def wait_for(action: Action, wanted: Sequence[Action]) -> None:
    """Make an action wait for exactly these. Raises Invalid for another plan's, for itself and for circles."""
    rows = list(Action.objects.filter(plan=action.plan_id).values_list("pk", "number"))
    numbers = dict(rows)
    if any(each.pk not in numbers for each in wanted):
        raise Invalid({"depends_on": "Choose actions of this plan"})
    needs: defaultdict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    links = Action.depends_on.through.objects.filter(from_action__plan=action.plan_id)
    for one, other in links.values_list("from_action_id", "to_action_id"):
        needs[one].append(other)
    rules.check_no_circle(needs, action.pk, [each.pk for each in wanted], numbers)
    action.depends_on.set(wanted)


def set_milestone(action: Action, months: int, words: str) -> None:
    """The milestone so many months after the plan's start says this; one that is not there is added."""
    if not words.strip():
        return
    row = action.milestones.filter(months=months).first()
    if row is None:
        due_on = add_months(action.plan.starts_on, Months(months))
        row = Milestone(plan=action.plan, action=action, months=months, due_on=due_on, original_due_on=due_on)  # fmt: skip
    row.what = words.strip()
    row.save()


def put_in_order(plan: Plan) -> None:
    """Order a plan's actions by priority and number; two queries however many there are."""
    rows = list(plan.actions.select_related("priority"))
    rows.sort(key=lambda row: (row.priority.number, rules.number_key(row.number)))
    for place, row in enumerate(rows, start=1):
        row.place = place
    Action.objects.bulk_update(rows, ["place"], batch_size=500)


def tell_lead(action: Action, *, before: uuid.UUID | None) -> None:
    """Tell a new lead of a plan in force what they lead now; while it is written nobody is told."""
    if action.lead is None or action.lead_id == before or action.plan.state != PlanState.ACTIVE:
        return
    notices.tell(
        action.plan, [action.lead], kind="lead_of", key=f"{action.pk}:{action.lead_id}:{action.lock}",
        subject=f"you lead action {action.number}",
        body=f"You lead action {action.number} of “{action.plan.title}”, due on {action.due_on:%-d %B %Y}.",
        link=reverse("inspections:my-actions"),
    )  # fmt: skip

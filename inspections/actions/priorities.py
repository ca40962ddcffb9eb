"""Priorities of a plan: which findings each answers, what families will see, its order, its release."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid
from inspections.actions import locking
from inspections.models import Finding, Plan, Priority
from inspections.rules import plans as rules

FIELDS = ("title", "impact", "owner", "workstream", "tags", "wanted", "did", "difference", "next")
BESIDE = 32_767  # a number no plan reaches, while two priorities change places


@transaction.atomic
def add(
    *, by: User, plan_id: uuid.UUID, title: str, findings: Iterable[Finding] = (), **fields: Any
) -> Priority:
    """Add a priority at the end. `fields` are others of `FIELDS`.

    Raises NotFound, NotAllowed, Conflict once closed, Invalid.
    """
    plan = locking.plan(by, plan_id)
    rules.check_open(plan)
    last = plan.priorities.aggregate(last=Max("number"))["last"] or 0
    priority = Priority(plan=plan, number=last + 1)
    _write(priority, {"title": title, **fields})
    priority.save()
    _answer(priority, findings)
    audit.record("inspections.priority_added", by=by, obj=plan, priority=priority.pk)
    return priority


@transaction.atomic
def edit(
    *, by: User, priority_id: uuid.UUID, seen: int | None = None, findings: Iterable[Finding] | None = None,
    **fields: Any,
) -> Priority:  # fmt: skip
    """Write what a priority says. Raises NotFound, NotAllowed, Conflict, Invalid when changed since `seen`."""
    priority = locking.priority(by, priority_id)
    rules.check_open(priority.plan)
    if seen is not None and seen != priority.lock:
        raise Invalid(locking.CHANGED)
    _write(priority, fields)
    priority.lock += 1
    priority.save()
    if findings is not None:
        _answer(priority, findings)
    audit.record("inspections.priority_edited", by=by, obj=priority.plan, priority=priority.pk, fields=sorted(fields))  # fmt: skip
    return priority


def _write(priority: Priority, fields: dict[str, Any]) -> None:
    assert set(fields) <= set(FIELDS), set(fields) - set(FIELDS)
    for name, value in fields.items():
        setattr(priority, name, value.strip() if isinstance(value, str) else value)
    rules.check_words(priority.title, "title", "Enter the priority in a few words")


def _answer(priority: Priority, findings: Iterable[Finding]) -> None:
    """The findings answered, all of the plan's own area."""
    rows = list(findings)
    plan = priority.plan
    for finding in rows:
        if (finding.inspection.la_id, finding.inspection.icb_id) != (plan.la_id, plan.icb_id):
            raise Invalid({"findings": "Choose findings about this plan’s own area"})
    priority.findings.set(rows)


@transaction.atomic
def move(*, by: User, priority_id: uuid.UUID, up: bool) -> Priority:
    """Change places with the neighbour; actions keep their numbers. Raises Conflict at the end of the list."""
    priority = locking.priority(by, priority_id)
    rules.check_open(priority.plan)
    others = priority.plan.priorities.exclude(pk=priority.pk)
    neighbour = (
        others.filter(number__lt=priority.number).order_by("-number").first()
        if up
        else others.filter(number__gt=priority.number).order_by("number").first()
    )
    if neighbour is None:
        raise Conflict(f"Priority {priority.number} is the {'first' if up else 'last'} already.")
    here, there = priority.number, neighbour.number
    neighbour.number = BESIDE
    neighbour.save()
    priority.number = there
    priority.lock += 1
    priority.save()
    neighbour.number = here
    neighbour.save()
    audit.record("inspections.priority_moved", by=by, obj=priority.plan, priority=priority.pk, to=there)  # fmt: skip
    return priority


@transaction.atomic
def release(*, by: User, priority_id: uuid.UUID, on: dt.date, words: str) -> Priority:
    """Note that DfE and NHS England released a priority from monitoring, and in which words.

    Raises NotFound, NotAllowed, Conflict, Invalid.
    """
    priority = locking.priority(by, priority_id)
    _check_in_force(priority.plan)
    if priority.released_on:
        raise Conflict(f"Priority {priority.number} was released already.")
    if on > today():
        raise Invalid({"on": "The day cannot be in the future"})
    rules.check_words(words, "words", "Write down the words of the letter")
    priority.released_on, priority.released_words = on, words.strip()
    priority.lock += 1
    priority.save()
    audit.record("inspections.priority_released", by=by, obj=priority.plan, priority=priority.pk)
    return priority


@transaction.atomic
def take_back_release(*, by: User, priority_id: uuid.UUID, reason: str) -> Priority:
    """The priority is monitored again, or the release was noted by mistake. Raises Conflict, Invalid."""
    priority = locking.priority(by, priority_id)
    _check_in_force(priority.plan)
    if not priority.released_on:
        raise Conflict(f"Priority {priority.number} is not released.")
    rules.check_words(reason, "reason", "Say why it is monitored again")
    released, priority.released_on, priority.released_words = priority.released_words, None, ""
    priority.lock += 1
    priority.save()
    audit.record(
        "inspections.priority_monitored_again", by=by, obj=priority.plan, priority=priority.pk, reason=reason.strip(),
        released=released,
    )  # fmt: skip
    return priority


def _check_in_force(plan: Plan) -> None:
    rules.check_open(plan)
    if plan.state != "active":
        raise Conflict("A plan being written is not monitored yet.")

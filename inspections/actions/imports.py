"""A plan from a spreadsheet: read and shown first; written only as it was shown."""

import hashlib
import uuid
from typing import Any

from django.core.files.base import File
from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now
from dco_portal.common.errors import Conflict, Invalid, NotFound
from inspections import sheets
from inspections.actions import chain, locking
from inspections.models import Action, Plan, PlanImport, Priority
from inspections.queries import importing
from inspections.queries.importing import CHANGE, NEW, REFUSED, SAME, Prepared
from inspections.rules import importing as rules
from inspections.rules import plans as plan_rules


@transaction.atomic
def upload(*, by: User, plan_id: uuid.UUID, upload: File) -> PlanImport:
    """Read a file and keep what each row would come to; nothing of the plan is written.

    Raises NotFound, NotAllowed, Conflict once the plan is closed, Invalid beside `upload` for a file that
    cannot be read.
    """
    plan = locking.plan(by, plan_id)
    plan_rules.check_open(plan)
    if (upload.size or 0) > sheets.MOST_BYTES:
        raise Invalid({"upload": sheets.TOO_LARGE})
    content = upload.read()
    reading = rules.read(content)
    if reading.problem:
        raise Invalid({"upload": reading.problem})
    prepared = importing.prepare(plan, reading.rows)
    assert by.organisation is not None
    row = PlanImport.objects.create(
        owner=by, organisation=by.organisation, plan=plan, filename=(upload.name or "plan")[-150:],
        sha256=hashlib.sha256(content).hexdigest(), rows=report(prepared),
        counts={**counts(prepared), "unknown": reading.unknown, "left_alone": reading.left_alone},
    )  # fmt: skip
    audit.record(
        "inspections.plan_file_read", by=by, obj=plan, sha256=row.sha256, rows=len(prepared)
    )
    return row


def report(prepared: list[Prepared]) -> list[dict[str, Any]]:
    """What is kept of each row: its cells, what it comes to, and what is wrong or worth knowing."""
    return [
        {
            "line": each.row.line,
            "number": each.row.values["number"],
            "what": each.row.values["what"],
            "cells": each.row.cells,
            "kind": each.kind,
            "changes": [list(change) for change in each.changes],
            "errors": [list(error) for error in each.row.errors],
            "warnings": each.row.warnings,
        }
        for each in prepared
    ]


def counts(prepared: list[Prepared]) -> dict[str, Any]:
    """How many rows are new, change something, say the same, are refused."""
    return {kind: sum(each.kind == kind for each in prepared) for kind in (NEW, CHANGE, SAME, REFUSED)}  # fmt: skip


@transaction.atomic
def take(*, by: User, import_id: uuid.UUID) -> PlanImport:
    """Write what was shown, and only that: new actions and changes; refused rows stay out.

    Raises NotFound, NotAllowed, Conflict when it was taken already, nothing is to be written, or the plan
    has changed since the file was read.
    """
    found = PlanImport.objects.visible_to(by).filter(pk=import_id).values_list("plan", flat=True).first()  # fmt: skip
    if found is None:
        raise NotFound
    plan = locking.plan(by, found)
    plan_rules.check_open(plan)
    row = PlanImport.objects.select_for_update(of=("self",)).get(pk=import_id)
    if row.taken_at:
        raise Conflict("This file was taken in already.")
    prepared = importing.prepare(plan, [rules.read_row(each["line"], each["cells"]) for each in row.rows])  # fmt: skip
    refused = {each["line"] for each in row.rows if each["kind"] == REFUSED}
    wanted = [
        each for each in prepared if each.kind in (NEW, CHANGE) and each.row.line not in refused
    ]
    if _shown(report(prepared), refused) != _shown(row.rows, refused):
        raise Conflict("The plan has changed since this file was read. Upload it again to see what it would do now.")  # fmt: skip
    if not wanted:
        raise Conflict("There is nothing to take in: every row says what the plan says, or is refused.")  # fmt: skip
    _write(plan, wanted)
    row.taken_at = now()
    row.save()
    audit.record("inspections.plan_file_taken", by=by, obj=plan, sha256=row.sha256, actions=len(wanted))  # fmt: skip
    return row


def _shown(rows: list[dict[str, Any]], refused: set[int]) -> list[Any]:
    """What the preview said would be written."""
    return [
        (row["line"], row["kind"], row["changes"]) for row in rows if row["line"] not in refused
    ]


def _write(plan: Plan, rows: list[Prepared]) -> None:
    """First the actions, then what waits for what: a row may name one below it."""
    priorities = {row.number: row for row in plan.priorities.all()}
    written: list[tuple[Action, Prepared, uuid.UUID | None]] = []
    for each in rows:
        action = each.action or Action(plan=plan, number=each.row.values["number"])
        before = action.lead_id
        action.plan = plan
        action.priority = _priority(plan, priorities, each)
        chain.write(action, each.fields)
        if each.action is None or "due_on" in each.fields:
            action.original_due_on = action.due_on
        action.lock += 1 if each.action else 0
        action.save()
        for months, words in each.milestones.items():
            chain.set_milestone(action, months, words)
        written.append((action, each, before))
    numbers = {action.number: action for action in plan.actions.all()}
    for action, each, before in written:
        if each.needs is not None:
            chain.wait_for(action, [numbers[number] for number in each.needs])
        chain.tell_lead(action, before=before)
    chain.put_in_order(plan)


def _priority(plan: Plan, there: dict[int, Priority], each: Prepared) -> Priority:
    """The row's priority, written now when it is new."""
    assert each.priority is not None
    if each.priority.number not in there:
        each.priority.title = each.priority.title[:200]
        each.priority.save()
        there[each.priority.number] = each.priority
    return there[each.priority.number]

"""Findings word for word, and deferrals, of an inspection."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.errors import Conflict, Invalid
from dco_portal.organisations.models import Organisation
from inspections.actions.rows import inspection as locked_inspection
from inspections.actions.rows import part
from inspections.models import Deferral, Finding, Inspection
from inspections.rules import record as rules

FIELDS = ("kind", "text", "is_summary", "page")
DEFERRAL_FIELDS = ("due_on", "until", "month_only", "reason", "source_url")
ASIDE = 10_000  # numbers out of the way while others move, because each is there once


@transaction.atomic
def add(
    *, by: User, inspection_id: uuid.UUID, responsible: Iterable[Organisation] = (), **values: Any
) -> Finding:
    """Add a finding after the last one. `values` are `FIELDS`. Errors: `NotFound`, `NotAllowed`, `Invalid`."""
    inspection = locked_inspection(by, inspection_id)
    rules.check_finding(values)
    number = inspection.findings.count() + 1
    if number > rules.MOST_FINDINGS:
        raise Invalid({"text": f"An inspection has {rules.MOST_FINDINGS} findings at most"})
    values["text"] = values["text"].strip()
    finding = Finding.objects.create(
        inspection=inspection, number=number, **{name: values[name] for name in FIELDS}
    )
    finding.responsible.set(responsible)
    _note(inspection)
    audit.record("inspections.finding_add", by=by, obj=inspection, number=number)
    return finding


@transaction.atomic
def change(
    *, by: User, finding_id: uuid.UUID, number: int | None = None, lock: int | None = None,
    responsible: Iterable[Organisation] = (), **values: Any,
) -> Finding:  # fmt: skip
    """Correct a finding, or give it another number: the others then close up.

    `lock` is the inspection's. Errors: `NotFound`, `NotAllowed`, `Invalid`.
    """
    finding = part(Finding, by, finding_id)
    rules.check_lock(finding.inspection, lock)
    rules.check_finding(values)
    for name in FIELDS:
        setattr(finding, name, values[name])
    finding.text = finding.text.strip()
    finding.save()
    finding.responsible.set(responsible)
    if number is not None and number != finding.number:
        _move(finding, number)
    _note(finding.inspection)
    audit.record("inspections.finding_change", by=by, obj=finding.inspection, number=finding.number)
    return finding


@transaction.atomic
def remove(*, by: User, finding_id: uuid.UUID) -> Inspection:
    """Take out a finding that was entered by mistake; the trail keeps its words.

    Errors: `NotFound`, `NotAllowed`, `Conflict` while a priority of a plan answers it.
    """
    finding = part(Finding, by, finding_id)
    if finding.priorities.exists():
        raise Conflict("A priority of an improvement plan answers this finding. Change the plan first.")  # fmt: skip
    inspection = finding.inspection
    audit.record(
        "inspections.finding_remove",
        by=by,
        obj=inspection,
        number=finding.number,
        text=finding.text,
    )
    finding.delete()
    _renumber(inspection, list(inspection.findings.order_by("number")))
    _note(inspection)
    return inspection


def _move(finding: Finding, number: int) -> None:
    others = list(finding.inspection.findings.exclude(pk=finding.pk).order_by("number"))
    if not 1 <= number <= len(others) + 1:
        raise Invalid({"number": f"Enter a number from 1 to {len(others) + 1}"})
    others.insert(number - 1, finding)
    _renumber(finding.inspection, others)


def _renumber(inspection: Inspection, ordered: list[Finding]) -> None:
    inspection.findings.update(number=F("number") + ASIDE)
    for number, each in enumerate(ordered, 1):
        each.number = number
    Finding.objects.bulk_update(ordered, ["number"])


def _note(inspection: Inspection) -> None:
    """Count the change at the inspection, for those who have its pages open."""
    inspection.lock += 1
    inspection.save()


@transaction.atomic
def defer(*, by: User, inspection_id: uuid.UUID, **values: Any) -> Deferral:
    """Note that it was put off. `values` are `DEFERRAL_FIELDS`. Errors: `NotFound`, `NotAllowed`, `Invalid`."""
    inspection = locked_inspection(by, inspection_id)
    rules.check_deferral(values)
    row = Deferral.objects.create(
        inspection=inspection, noted_by=by, **{name: values[name] for name in DEFERRAL_FIELDS}
    )
    audit.record("inspections.defer", by=by, obj=inspection, due_on=str(row.due_on))
    return row


@transaction.atomic
def change_deferral(*, by: User, deferral_id: uuid.UUID, **values: Any) -> Deferral:
    """Correct a deferral. Errors: `NotFound`, `NotAllowed`, `Invalid`."""
    row = part(Deferral, by, deferral_id)
    rules.check_deferral(values)
    for name in DEFERRAL_FIELDS:
        setattr(row, name, values[name])
    row.save()
    audit.record("inspections.deferral_change", by=by, obj=row.inspection, due_on=str(row.due_on))
    return row


@transaction.atomic
def remove_deferral(*, by: User, deferral_id: uuid.UUID) -> Inspection:
    """Take out a deferral entered by mistake; the trail keeps it. Errors: `NotFound`, `NotAllowed`."""
    row = part(Deferral, by, deferral_id)
    audit.record(
        "inspections.deferral_remove", by=by, obj=row.inspection, due_on=str(row.due_on), reason=row.reason
    )  # fmt: skip
    row.delete()
    return row.inspection

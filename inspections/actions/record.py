"""Inspections of an area: begun, changed, reported, put on the public timeline and taken off."""

import uuid
from typing import Any

from django.core.files.base import File
from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid
from dco_portal.documents import actions as documents
from dco_portal.organisations.models import AreaLink, Organisation
from inspections.actions import clocks, rows
from inspections.models import Inspection
from inspections.rules import record as rules
from inspections.rules.words import check_names_no_child
from inspections.states import InspectionState

OWNER_KIND = "inspections.inspection"
FIELDS = (
    "framework", "state", "expected_from", "expected_until", "announced_on", "began_on", "ended_on", "month_only",
    "follows", "summary",
)  # fmt: skip
OUTCOME_FIELDS = ("received_on", "reported_on", "outcome", "outcome_words", "report_url")


@transaction.atomic
def begin(*, by: User, la: Organisation, icb: Organisation, **values: Any) -> Inspection:
    """Record an inspection of one of the own areas. `values` are `FIELDS`. Errors: `NotAllowed`, `Invalid`."""
    rules.check_can_keep(by)
    here = by.membership.organisation_id if by.membership else None
    linked = AreaLink.objects.filter(local_authority=la, icb=icb).exists()
    if not linked or here not in {la.pk, icb.pk}:
        raise Invalid({"area": "Choose one of your own areas"})
    inspection = Inspection(la=la, icb=icb)
    _check(inspection, values)
    for name in FIELDS:
        setattr(inspection, name, values[name])
    inspection.save()
    audit.record("inspections.begin", by=by, obj=inspection, framework=inspection.framework)
    clocks.follow(inspection)
    return inspection


@transaction.atomic
def change(*, by: User, inspection_id: uuid.UUID, lock: int | None = None, **values: Any) -> Inspection:  # fmt: skip
    """Change dates, framework, how it stands or what it follows.

    Errors: `NotFound`, `NotAllowed`, `Invalid` for faults by field and when changed since `lock`.
    """
    inspection = rows.inspection(by, inspection_id, lock=lock)
    if inspection.outcome:
        values["state"] = InspectionState.REPORTED
    _check(inspection, values)
    for name in FIELDS:
        setattr(inspection, name, values[name])
    inspection.lock += 1
    inspection.save()
    audit.record("inspections.change", by=by, obj=inspection, state=inspection.state)
    clocks.follow(inspection)
    return inspection


def _check(inspection: Inspection, values: dict[str, Any]) -> None:
    if values["state"] == InspectionState.REPORTED and not inspection.outcome:
        raise Invalid({"state": "Record the outcome first: it makes the inspection reported"})
    if inspection.outcome and inspection.outcome not in rules.OUTCOMES[values["framework"]]:
        raise Invalid({"framework": "The outcome is not one of this framework’s. Change it first"})
    rules.check_dates(values, today=today())
    rules.check_follows(
        inspection.pk, values["follows"], la_id=inspection.la_id, began_on=values["began_on"]
    )
    check_names_no_child(summary=values["summary"])


@transaction.atomic
def set_outcome(*, by: User, inspection_id: uuid.UUID, lock: int | None = None, **values: Any) -> Inspection:  # fmt: skip
    """Record or correct the report's days, outcome, words and address; what follows starts by it.

    Without an outcome the inspection waits for its report again. Errors as in `change`, and `Conflict`
    before the visit is dated.
    """
    inspection = rows.inspection(by, inspection_id, lock=lock)
    rules.check_outcome(inspection, values, today=today())
    for name in OUTCOME_FIELDS:
        setattr(inspection, name, values[name])
    if inspection.outcome:
        inspection.state = InspectionState.REPORTED
    elif inspection.state == InspectionState.REPORTED:
        inspection.state = InspectionState.AWAITING
    inspection.lock += 1
    inspection.save()
    audit.record("inspections.outcome", by=by, obj=inspection, outcome=inspection.outcome)
    clocks.follow(inspection)
    return inspection


@transaction.atomic
def add_report(*, by: User, inspection_id: uuid.UUID, upload: File) -> Inspection:
    """Keep the report as a file; an earlier file stays in the record and is shown no longer.

    Errors: `NotFound`, `NotAllowed`, `Invalid` for an unfit file.
    """
    inspection = rows.inspection(by, inspection_id)
    inspection.report = documents.attach(
        by=by, upload=upload, owner_kind=OWNER_KIND, owner_id=inspection.pk
    )
    inspection.lock += 1
    inspection.save()
    audit.record("inspections.report_file", by=by, obj=inspection, sha256=inspection.report.sha256)
    return inspection


@transaction.atomic
def drop_report(*, by: User, inspection_id: uuid.UUID) -> Inspection:
    """Show the file no longer. Errors: `NotFound`, `NotAllowed`, `Conflict` when there is none."""
    inspection = rows.inspection(by, inspection_id)
    if inspection.report_id is None:
        raise Conflict("There is no report file to take off.")
    before, inspection.report = inspection.report_id, None
    inspection.lock += 1
    inspection.save()
    audit.record("inspections.report_file_off", by=by, obj=inspection, file=before)
    return inspection


@transaction.atomic
def publish(*, by: User, inspection_id: uuid.UUID) -> Inspection:
    """Put it on the public timeline with its findings. Errors: `NotFound`, `NotAllowed`, `Conflict`."""
    inspection = rows.inspection(by, inspection_id)
    rules.check_publishable(inspection)
    inspection.published = True
    inspection.save()
    audit.record("inspections.publish", by=by, obj=inspection)
    return inspection


@transaction.atomic
def unpublish(*, by: User, inspection_id: uuid.UUID) -> Inspection:
    """Take it off the public timeline. Errors: `NotFound`, `NotAllowed`, `Conflict`."""
    inspection = rows.inspection(by, inspection_id)
    if not inspection.published:
        raise Conflict("It is not on the public timeline.")
    inspection.published = False
    inspection.save()
    audit.record("inspections.unpublish", by=by, obj=inspection)
    return inspection

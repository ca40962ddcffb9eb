"""Reading and locking one row within somebody's scope, for inspections and readiness."""

import uuid
from typing import TypeVar

from django.db.models import Model, QuerySet

from dco_portal.accounts.models import User
from dco_portal.common.errors import NotFound
from inspections.models import Clock, Deferral, Finding, Inspection
from inspections.rules import record as rules

Row = TypeVar("Row", bound=Model)
Part = TypeVar("Part", Clock, Deferral, Finding)


def locked(rows: QuerySet[Row], pk: uuid.UUID) -> Row:
    """The row, locked until the end of the transaction. Raises `NotFound`."""
    row = rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def inspection(by: User, pk: uuid.UUID, *, lock: int | None = None) -> Inspection:
    """The inspection, locked, for those who keep it.

    Raises `NotFound` out of scope, `NotAllowed` for its readers, `Invalid` when changed since `lock`.
    """
    rows = Inspection.objects.visible_to(by).select_related("la", "icb", "follows")
    row = locked(rows, pk)
    rules.check_keeps(by, row)
    rules.check_lock(row, lock)
    return row


def part(model: type[Part], by: User, pk: uuid.UUID) -> Part:
    """A clock, deferral or finding with its inspection, both locked, the inspection first."""
    row = model.objects.visible_to(by).filter(pk=pk).first()
    if row is None:
        raise NotFound
    above = inspection(by, row.inspection_id)
    found = locked(model.objects.all(), pk)
    found.inspection = above
    return found

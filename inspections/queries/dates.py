"""The log of date changes of a plan: asked, approved, refused; the date first agreed stays beside it."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from dco_portal.accounts.models import User
from dco_portal.common import keyset
from dco_portal.common.errors import NotFound
from inspections.models import DateChange
from inspections.states import DateChangeState


def rows(by: User, plan_id: uuid.UUID, state: str = "") -> QuerySet[DateChange]:
    """A plan's date changes that this reader may see, of one state or all."""
    found: QuerySet[DateChange] = DateChange.objects.visible_to(by).filter(plan=plan_id)
    if state in set(DateChangeState):
        found = found.filter(state=state)
    return found.select_related("action", "milestone", "asked_by", "decided_by")


def page(by: User, plan_id: uuid.UUID, state: str, *, after: str, before: str) -> keyset.Page:
    """One page of the log, the newest first."""
    found = rows(by, plan_id, state)
    return keyset.page(found, order="-created_at", after=after, before=before, filled=True)


def everything(by: User, plan_id: uuid.UUID, state: str) -> Iterator[DateChange]:
    """The whole log, page after page, for a file."""
    for chunk in keyset.chunks(rows(by, plan_id, state), order="-created_at", filled=True):
        yield from chunk


def scoped(by: User, pk: uuid.UUID) -> DateChange:
    """One date change in the reader's scope. Raises NotFound."""
    found = (
        DateChange.objects.visible_to(by)
        .filter(pk=pk)
        .select_related("plan", "action__priority", "milestone", "asked_by", "decided_by")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def as_row(change: DateChange) -> list[Any]:
    """A line of the file; the header is `HEADER`."""
    of = change.milestone or change.action
    return [
        change.action.number, change.milestone.what if change.milestone else "", of.original_due_on.isoformat(),
        change.before.isoformat(), change.after.isoformat(), change.reason, change.asked_by.name,
        change.created_at.date().isoformat(), change.get_state_display(),
        change.decided_by.name if change.decided_by else "", change.decided_on or "", change.decision_words,
    ]  # fmt: skip


HEADER = [
    "Action", "Milestone", "First agreed", "From", "To", "Reason", "Asked by", "Asked on", "State", "Decided by",
    "Decided on", "Words",
]  # fmt: skip

"""Date requests in the approvers' lists; the calling action audits."""

import uuid

from django.db.models import Q
from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.organisations.models import Organisation
from dco_portal.work import actions as work
from inspections.models import Action, DateChange
from inspections.rules import progress as rules
from inspections.states import DateChangeState

KIND = "inspections.date_change"


def item_id(change: DateChange, person: User) -> uuid.UUID:
    """The item of one request in one approver's list: each approver has their own."""
    return uuid.uuid5(change.pk, str(person.pk))


def push(change: DateChange) -> int:
    """Put a request in the list of each approver of the area but who asked; how many lists."""
    pushed = 0
    for organisation in (change.plan.la, change.plan.icb):
        for person in people(organisation, P.APPROVE_PLANS):
            if person.pk == change.asked_by_id:
                continue
            work.push(
                kind=KIND, object_id=item_id(change, person), organisation=organisation, owner=person,
                reference=change.plan.reference, title=f"A date of action {change.action.number} to approve",
                step="Approve or refuse", link=reverse("inspections:date-change", args=[change.pk]),
            )  # fmt: skip
            pushed += 1
    return pushed


def close(change: DateChange) -> None:
    """Take a request off every approver's list."""
    for organisation in (change.plan.la, change.plan.icb):
        for person in people(organisation, P.APPROVE_PLANS):
            work.close(object_id=item_id(change, person))


def drop_waiting(action: Action) -> None:
    """An action that ends leaves its open date requests moot: they go off the lists and stay in the log."""
    rows = action.date_changes.filter(state=DateChangeState.ASKED)
    for change in rows.select_related("plan__la", "plan__icb"):
        close(change)


def drop_approver(person: User, organisation: Organisation) -> int:
    """Take every waiting request off a leaver's list; how many wait in that area."""
    here = Q(plan__la=organisation) | Q(plan__icb=organisation)
    rows = DateChange.objects.filter(here, state=DateChangeState.ASKED)
    return sum(work.close(object_id=item_id(change, person)) for change in rows)


def still_wanted(change: DateChange) -> bool:
    """Whether a request still waits for a decision that would change anything."""
    return change.state == DateChangeState.ASKED and rules.can_be_moved(change)

"""Notifications of a child that went before, told to whoever is about to send another: day and reference alone."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from dco_portal.children import queries as children
from dco_portal.children.models import Child
from referrals.models import Notification
from referrals.states import VOID


@dataclass(frozen=True)
class Earlier:
    """One that was sent before: no more than that it was, and when."""

    id: uuid.UUID
    reference: str
    sent_on: dt.date


def of_child(child_id: uuid.UUID) -> list[Earlier]:
    """Notifications of this child that count, the oldest first."""
    return _rows(Notification.objects.filter(child=child_id))


def of_namesakes(
    *, given_name: str, family_name: str, born_on: dt.date, nhs_number: str, but: uuid.UUID
) -> list[Earlier]:
    """Notifications of children of the same name and birth day whose NHS number is not known to differ.

    For a child without a number, whom nothing else ties to the record somebody else has just made.
    """
    name = f"{given_name} {family_name}"
    near = Child.objects.filter(born_on=born_on, notifications__isnull=False).exclude(pk=but)
    if nhs_number:  # two different numbers are two children
        near = near.filter(nhs_number="")
    same = [
        child.pk
        for child in near.only("given_name", "family_name")[:200]
        if children.same_name(child.name, name)
    ]
    return _rows(Notification.objects.filter(child__in=same)) if same else []


def _rows(rows) -> list[Earlier]:
    found = rows.exclude(state__in=VOID).order_by("sent_at", "pk")
    return [Earlier(*row) for row in found.values_list("pk", "reference", "sent_on")[:20]]


def unknown(found: Iterable[Earlier], known: Iterable[str]) -> list[Earlier]:
    """Those the person has not been shown."""
    seen = set(known)
    return [row for row in found if str(row.id) not in seen]

"""Names and flags of many children at once, for lists."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from dco_portal.accounts.models import User
from dco_portal.children import numbers
from dco_portal.children.models import Carer, Child, CommunicationNeed


@dataclass(frozen=True)
class ChildLabel:
    """A child as a list shows them. `nhs_number` is in groups of 3, 3 and 4, "" where not known.

    `flags` are short words: communication needs, then "Contact restriction".
    """

    id: uuid.UUID
    reference: str
    name: str
    born_on: dt.date
    nhs_number: str
    flags: tuple[str, ...] = ()


def labels(ids: Iterable[uuid.UUID], by: User) -> dict[uuid.UUID, ChildLabel]:
    """Labels by child id, of those the reader may see. Three queries, however many ids."""
    children = list(
        Child.objects.visible_to(by)
        .filter(pk__in=set(ids))
        .only("reference", "given_name", "family_name", "born_on", "nhs_number")
    )
    flags = _flags([child.pk for child in children])
    return {child.pk: label(child, flags[child.pk]) for child in children}


def label(child: Child, flags: tuple[str, ...] = ()) -> ChildLabel:
    """The label of one child already found in the reader's scope."""
    return ChildLabel(
        child.pk,
        child.reference,
        child.name,
        child.born_on,
        numbers.nhs_shown(child.nhs_number),
        flags,
    )


def by_reference(reference: str, by: User) -> uuid.UUID | None:
    """The id of the child with this reference, or None when there is none in the reader's scope."""
    found = Child.objects.visible_to(by).filter(reference=reference.strip().upper())
    return found.values_list("pk", flat=True).first()


def _flags(ids: list[uuid.UUID]) -> defaultdict[uuid.UUID, tuple[str, ...]]:
    found: defaultdict[uuid.UUID, list[str]] = defaultdict(list)
    if ids:
        needs = CommunicationNeed.objects.filter(child__in=ids, ended_on=None)
        for need in needs.only("child_id", "kind"):
            if need.get_kind_display() not in found[need.child_id]:
                found[need.child_id].append(need.get_kind_display())
        restricted = Carer.objects.filter(
            Q(never_write=True) | Q(address_hidden=True), child__in=ids, ended_on=None
        )
        for child_id in set(restricted.values_list("child_id", flat=True)):
            found[child_id].append("Contact restriction")
    result: defaultdict[uuid.UUID, tuple[str, ...]] = defaultdict(tuple)
    result.update({key: tuple(words) for key, words in found.items()})
    return result

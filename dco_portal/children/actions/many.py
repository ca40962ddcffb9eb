"""Many children at once, from a list that was checked row by row: the same rules, few statements."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.children import names, rules
from dco_portal.children.actions.carers import tidied as tidied_carer
from dco_portal.children.actions.record import tidied
from dco_portal.children.models import Carer, Child, Involvement
from dco_portal.common.references import next_references
from dco_portal.organisations.models import Organisation, ProviderService

BATCH = 1000


@dataclass(frozen=True)
class Part:
    """A part in a case to be given: whose, in which record and why, as `involve` takes it."""

    child_id: uuid.UUID
    organisation: Organisation
    case_kind: str
    case_id: uuid.UUID
    reason: str
    service: ProviderService | None = None
    user: User | None = None


@transaction.atomic
def match_or_create_many(
    *, by: User, families: Sequence[tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]]
) -> list[Child]:
    """One child for each family, in its order: the one with this NHS number and date of birth, else a new record.

    A family is what `create` takes of the child, and for each carer what `add_carer` takes. Two
    families with the same number are one child. Carers are added to new records and, where nobody
    of that name is there, to known ones; what is known of a carer is never changed here. Raises
    NotAllowed, and Invalid for a row that the caller has not checked.
    """
    rules.check_can_create(by)
    rows = [tidied(**child) for child, _ in families]
    known = _known(rows)
    matched = list({child.pk: child for child in known.values()}.values())
    found: list[Child] = []
    new: list[Child] = []
    for values in rows:
        key = _key(values)
        child = known.get(key) if key else None
        if child is None:
            child = _unsaved(values)
            new.append(child)
            if key:
                known[key] = child
        found.append(child)
    for child, reference in zip(new, next_references("CYP", len(new)), strict=True):
        child.reference = reference
    Child.objects.bulk_create(new, batch_size=BATCH)
    audit.record_many("child added", by=by, objs=new)
    audit.record_many("child matched by NHS number and date of birth", by=by, objs=matched)
    _add_carers(by, found, [carers for _, carers in families], matched)
    return found


@transaction.atomic
def involve_many(*, by: User | None, parts: Sequence[Part]) -> int:
    """Give many parts in cases, from today; a part that is open already is left as it is. How many were new.

    The audit has one event for each case, not for each part.
    """
    rows = [
        Involvement(
            child_id=part.child_id, organisation=part.organisation, case_kind=part.case_kind, case_id=part.case_id,
            reason=part.reason[:120], service=part.service, user=part.user,
        )
        for part in parts
    ]  # fmt: skip
    held = set(
        Involvement.objects.filter(case_id__in={row.case_id for row in rows}, ends_on=None)
        .values_list("case_id", "organisation_id", "service_id", "user_id")
    )  # fmt: skip
    new = {
        key: row
        for row in rows
        if (key := (row.case_id, row.organisation_id, row.service_id, row.user_id)) not in held
    }
    Involvement.objects.bulk_create(new.values(), batch_size=BATCH)
    cases = {row.case_id: row for row in new.values()}
    audit.record_many("parts in a case given", by=by, objs=cases.values())
    return len(new)


def _key(values: Mapping[str, Any]) -> tuple | None:
    return (values["nhs_number"], values["born_on"]) if values.get("nhs_number") else None


def _known(rows: Sequence[Mapping[str, Any]]) -> dict[tuple, Child]:
    numbers = {row["nhs_number"] for row in rows if row.get("nhs_number")}
    found = Child.objects.filter(nhs_number__in=numbers)
    return {(child.nhs_number, child.born_on): child for child in found}


def _unsaved(values: Mapping[str, Any]) -> Child:
    rules.check_details(values)
    child = Child(**values)
    child.search_name, child.search_trigrams = names.searchable(
        child.given_name, child.family_name, child.known_as
    )
    return child


def _add_carers(
    by: User,
    children: Sequence[Child],
    carers: Sequence[Sequence[Mapping[str, Any]]],
    matched: Sequence[Child],
) -> None:
    held = Carer.objects.filter(child__in=matched, ended_on=None).values_list("child_id", "name")
    there = {(child_id, names.fold(name)) for child_id, name in held}
    new = []
    for child, people in zip(children, carers, strict=True):
        for person in people:
            values = tidied_carer(dict(person))
            rules.check_carer(values)
            key = (child.pk, names.fold(values["name"]))
            if key not in there:
                there.add(key)
                new.append(Carer(child=child, **values))
    Carer.objects.bulk_create(new, batch_size=BATCH)
    audit.record_many("carer added", by=by, objs=new)

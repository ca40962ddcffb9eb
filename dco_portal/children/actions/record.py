"""Starting and changing a child's record."""

import datetime as dt
import uuid
from typing import Any

from django.db import IntegrityError, transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.children import names, numbers, rules
from dco_portal.children.actions.locking import check_version, locked
from dco_portal.children.models import Child
from dco_portal.common.errors import Conflict, Invalid
from dco_portal.common.references import next_reference
from dco_portal.organisations.models import Organisation

DETAILS = (
    "given_name", "family_name", "known_as", "born_on", "nhs_number", "nhs_number_missing", "nhs_number_status",
    "upn", "home_la", "icb", "address", "postcode", "setting", "setting_name",
)  # fmt: skip
TAKEN = {
    "nhs_number": rules.NUMBER_CLASH,
    "upn": "This UPN is on another child’s record: check it with the school",
}


@transaction.atomic
def create(
    *,
    by: User,
    home_la: Organisation,
    icb: Organisation,
    given_name: str,
    family_name: str,
    born_on: dt.date,
    nhs_number: str = "",
    nhs_number_missing: str = "",
    **details: Any,
) -> Child:
    """Start a child's record. Nobody sees it until a feature gives somebody a part (`involve`).

    `details`: known_as, nhs_number_status, upn, address, postcode, setting, setting_name.
    Raises NotAllowed, and Invalid beside the field, also for a number that another record holds:
    the sentence does not say whose.
    """
    rules.check_can_create(by)
    values = tidied(
        home_la=home_la, icb=icb, given_name=given_name, family_name=family_name, born_on=born_on,
        nhs_number=nhs_number, nhs_number_missing=nhs_number_missing, **details,
    )  # fmt: skip
    rules.check_details(values)
    child = Child(reference=next_reference("CYP"), **values)
    _save(child)
    audit.record("child added", by=by, obj=child, child_id=child.pk)
    return child


@transaction.atomic
def match_or_create(*, by: User, **fields: Any) -> Child:
    """The child with this NHS number and date of birth, else a new record. Takes what `create` takes.

    Both together are proof enough of who it is: the record is linked, neither shown nor changed.
    The same number with another date of birth raises Invalid beside the field.
    """
    number = numbers.tidy(fields.get("nhs_number", ""))
    for _ in range(2):
        if found := _same(number, fields.get("born_on")):
            rules.check_can_create(by)
            audit.record(
                "child matched by NHS number and date of birth", by=by, obj=found, child_id=found.pk
            )
            return found
        try:
            with transaction.atomic():
                return create(by=by, **fields)
        except Invalid as error:
            if "nhs_number" not in error.errors or not _same(number, fields.get("born_on")):
                raise
    raise Conflict("Somebody else is adding this child at this moment. Try again.")


@transaction.atomic
def update(*, by: User, child_id: uuid.UUID, seen: str = "", **changes: Any) -> Child:
    """Change a child's details (any of those `create` takes). Raises NotFound, NotAllowed, Invalid.

    `seen` is the version the page showed (`locking.version`).
    """
    child = locked(child_id, by=by)
    rules.check_can_edit(by)
    check_version(child, seen)
    before = {field: getattr(child, field) for field in DETAILS}
    values = tidied(**(before | changes))
    rules.check_details(values)
    if values["nhs_number"] != before["nhs_number"] and "nhs_number_status" not in changes:
        values["nhs_number_status"] = Child.Verified.GIVEN
    changed = sorted(field for field in DETAILS if values[field] != before[field])
    for field in changed:
        setattr(child, field, values[field])
    _save(child)
    audit.record(
        "child details changed", by=by, obj=child, child_id=child.pk, fields=",".join(changed)
    )
    return child


@transaction.atomic
def set_voice(
    *,
    by: User,
    child_id: uuid.UUID,
    own_email: str = "",
    own_telephone: str = "",
    wishes: str = "",
    capacity: str = "",
    capacity_decided_on: dt.date | None = None,
    capacity_basis: str = "",
) -> Child:
    """Note a young person's own contact, wishes and whether they can decide for themselves (from 16)."""
    child = locked(child_id, by=by)
    rules.check_can_note(by)
    values = {
        "own_email": own_email.strip(), "own_telephone": own_telephone.strip(), "wishes": wishes.strip(),
        "capacity": capacity, "capacity_decided_on": capacity_decided_on if capacity else None,
        "capacity_basis": capacity_basis.strip() if capacity else "",
    }  # fmt: skip
    rules.check_voice(child, values)
    for field, value in values.items():
        setattr(child, field, value)
    child.save()
    audit.record(
        "young person’s voice noted", by=by, obj=child, child_id=child.pk, capacity=capacity
    )
    return child


@transaction.atomic
def note_search(*, by: User, kind: str) -> None:
    """Note that a person searched for a child; `kind` says by what, never the words."""
    audit.record("children searched", by=by, kind=kind)


def _same(number: str, born_on: dt.date | None) -> Child | None:
    if not number or born_on is None:
        return None
    return Child.objects.filter(nhs_number=number, born_on=born_on).first()


def tidied(**values: Any) -> dict[str, Any]:
    """Values without needless spaces; raises TypeError for a field that is not a detail."""
    if unknown := set(values) - set(DETAILS):
        raise TypeError(f"Not details of a child: {sorted(unknown)}")
    tidied = {
        key: value.strip() if isinstance(value, str) else value for key, value in values.items()
    }
    for field in ("nhs_number", "upn"):
        if field in tidied:
            tidied[field] = numbers.tidy(tidied[field] or "")
    if "postcode" in tidied:
        tidied["postcode"] = " ".join((tidied["postcode"] or "").upper().split())
    return tidied


def _save(child: Child) -> None:
    """Save with its search words; a number on another record becomes a sentence beside the field."""
    child.search_name, child.search_trigrams = names.searchable(
        child.given_name, child.family_name, child.known_as
    )
    try:
        with transaction.atomic():
            child.save()
    except IntegrityError as error:
        for field, words in TAKEN.items():
            if f"child_{field}_once" in str(error):
                raise Invalid({field: words}) from None
        raise

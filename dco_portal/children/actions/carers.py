"""Parents and carers, who holds parental responsibility, and contact restrictions."""

import uuid
from typing import Any

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.children import names, rules
from dco_portal.children.actions.locking import check_version, locked
from dco_portal.children.models import Carer, Child
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotFound

FIELDS = (
    "name", "relationship", "parental_responsibility", "lives_with_child", "email", "telephone", "address", "postcode",
    "never_write", "address_hidden", "restriction_reason",
)  # fmt: skip
RESTRICTIONS = ("never_write", "address_hidden")


@transaction.atomic
def add_carer(*, by: User, child_id: uuid.UUID, **values: Any) -> Carer:
    """Add a parent or carer (fields of `FIELDS`). Raises NotFound, NotAllowed, Invalid.

    Someone of the same name who is there already is not doubled: what was not known is filled in, and
    a restriction is added, never lifted.
    """
    child = locked(child_id, by=by)
    rules.check_can_note(by)
    values = tidied(values)
    rules.check_carer(values)
    if found := _named(child, values["name"]):
        return _complete(found, values, by=by)
    carer = Carer(child=child, **values)
    carer.save()
    audit.record("carer added", by=by, obj=carer, child_id=child.pk, restricted=_restricted(carer))
    return carer


@transaction.atomic
def update_carer(
    *, by: User, child_id: uuid.UUID, carer_id: uuid.UUID, seen: str = "", **values: Any
) -> Carer:
    """Change what is known of a carer; `seen` as in `update`. Raises NotFound, NotAllowed, Invalid."""
    child = locked(child_id, by=by)
    rules.check_can_note(by)
    carer = _current(child, carer_id)
    check_version(carer, seen)
    values = tidied({field: getattr(carer, field) for field in FIELDS} | values)
    rules.check_restrictions(by, carer, values)
    rules.check_carer(values)
    other = _named(child, values["name"])
    if other and other.pk != carer.pk:
        raise Invalid({"name": "Another carer of this child has this name"})
    changed = [field for field in FIELDS if getattr(carer, field) != values[field]]
    for field in changed:
        setattr(carer, field, values[field])
    carer.save()
    audit.record(
        "carer changed",
        by=by,
        obj=carer,
        child_id=child.pk,
        fields=",".join(changed),
        restricted=_restricted(carer),
    )
    return carer


@transaction.atomic
def end_carer(*, by: User, child_id: uuid.UUID, carer_id: uuid.UUID) -> Carer:
    """Note that someone no longer cares for the child; they stay in the history. Ends their communication needs."""
    child = locked(child_id, by=by)
    rules.check_can_note(by)
    carer = _current(child, carer_id)
    if _restricted(carer):
        rules.check_restrictions(by, carer, dict.fromkeys(RESTRICTIONS, False))
    carer.ended_on = today()
    carer.save()
    for need in carer.communication_needs.filter(ended_on=None):
        need.ended_on = today()
        need.save()
    audit.record("carer ended", by=by, obj=carer, child_id=child.pk)
    return carer


def _current(child: Child, carer_id: uuid.UUID) -> Carer:
    carer = Carer.objects.filter(child=child, pk=carer_id).first()
    if carer is None:
        raise NotFound
    if carer.ended_on is not None:
        raise Conflict("Somebody has already noted that this person no longer cares for the child.")
    return carer


def _named(child: Child, name: str) -> Carer | None:
    folded = names.fold(name)
    return next(
        (c for c in child.carers.filter(ended_on=None) if names.fold(c.name) == folded), None
    )


def _complete(carer: Carer, values: dict[str, Any], *, by: User) -> Carer:
    """Fill in what was not known; restrictions only grow."""
    changed = []
    for field in FIELDS:
        old, new = getattr(carer, field), values.get(field)
        grows = field in RESTRICTIONS and new and not old
        if grows or (old in (None, "") and new not in (None, "")):
            setattr(carer, field, new)
            changed.append(field)
    if changed:
        carer.save()
        audit.record(
            "carer changed", by=by, obj=carer, child_id=carer.child_id, fields=",".join(changed)
        )
    return carer


def tidied(values: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(values) - set(FIELDS):
        raise TypeError(f"Not fields of a carer: {sorted(unknown)}")
    return {
        key: value.strip() if isinstance(value, str) else value for key, value in values.items()
    }


def _restricted(carer: Carer) -> bool:
    return carer.never_write or carer.address_hidden

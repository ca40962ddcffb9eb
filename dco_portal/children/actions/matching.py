"""From what a form says of a child to the child's record."""

import uuid
from collections.abc import Mapping
from typing import Any

from dco_portal.accounts.models import User
from dco_portal.children.actions.record import match_or_create
from dco_portal.children.matching import NEW
from dco_portal.children.models import Child
from dco_portal.common.errors import NotFound
from dco_portal.organisations.models import Organisation

NOT_DETAILS = frozenset({"child", "match"})


def in_scope(by: User, child_id: uuid.UUID | str) -> Child:
    """A child there is, within the person's scope. Raises NotFound."""
    child = Child.objects.visible_to(by).filter(pk=child_id).first()
    if child is None:
        raise NotFound
    return child


def find_or_add(
    *, by: User, la: Organisation, icb: Organisation, values: Mapping[str, Any]
) -> Child:
    """The child chosen (`child`, or a `match` that is not "new"), else the one these details match or begin.

    Raises NotFound, and Invalid beside the field.
    """
    chosen = values.get("child") or values.get("match")
    if chosen and chosen != NEW:
        return in_scope(by, chosen)
    details = {key: value for key, value in values.items() if key not in NOT_DETAILS}
    setting = details.pop("setting", "")
    school = Organisation.objects.filter(pk=setting).first() if setting else None
    return match_or_create(by=by, home_la=la, icb=icb, setting=school, **details)

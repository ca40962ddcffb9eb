"""Taking hold of a child's record for a change, through the person's own scope."""

import uuid

from dco_portal.accounts.models import User
from dco_portal.children.models import Child
from dco_portal.common.clock import london
from dco_portal.common.errors import Invalid, NotFound
from dco_portal.common.models import Stamped


def locked(child_id: uuid.UUID, *, by: User) -> Child:
    """The child, locked until the transaction ends. Raises NotFound out of scope."""
    child = Child.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=child_id).first()
    if child is None:
        raise NotFound
    return child


def version(row: Stamped) -> str:
    """What a page notes of a row, to see later whether somebody else changed it meanwhile."""
    return row.updated_at.isoformat()


def check_version(row: Stamped, seen: str) -> None:
    """Raises Invalid when the row is not as the page showed it; an empty `seen` is not checked."""
    if seen and seen != version(row):
        at = london(row.updated_at)
        raise Invalid(
            f"Somebody else changed this at {at:%H:%M} on {at.day} {at:%B}, while you were writing. "
            "Your words are still here: look at the record, then save again."
        )

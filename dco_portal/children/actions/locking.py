"""Taking hold of a child's record for a change, through the person's own scope."""

import uuid

from dco_portal.accounts.models import User
from dco_portal.children.models import Child
from dco_portal.common.errors import NotFound


def locked(child_id: uuid.UUID, *, by: User) -> Child:
    """The child, locked until the transaction ends. Raises NotFound out of scope."""
    child = Child.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=child_id).first()
    if child is None:
        raise NotFound
    return child

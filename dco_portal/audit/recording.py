"""Writing audit rows: explicit, inside the action's transaction, plain values only.

`data` must never hold a name, an NHS number or a date of birth: ids, codes and dates of the
service are enough to tell what happened.
"""

import uuid
from typing import Any

from dco_portal.common.logs import request_id


def record(
    verb: str,
    *,
    by: Any,
    obj: Any = None,
    child_id: uuid.UUID | None = None,
    **data: Any,
) -> None:
    """Append one event. `by` is a User (its acting membership is noted) or None for the portal itself.

    `obj` is the record acted on; its `reference` and `child_id` are noted where it has them.
    """
    from dco_portal.audit.models import AuditEvent

    membership = getattr(by, "membership", None)
    organisation = membership.organisation if membership else None
    AuditEvent.objects.create(
        request_id=request_id.get(),
        actor_id=getattr(by, "pk", None),
        actor_role=membership.role if membership else "",
        organisation_id=organisation.pk if organisation else None,
        organisation_name=organisation.name if organisation else "",
        verb=verb,
        object_kind=obj._meta.label_lower if obj is not None else "",
        object_id=getattr(obj, "pk", None),
        reference=getattr(obj, "reference", "") or "",
        child_id=child_id or getattr(obj, "child_id", None),
        data={
            key: value if isinstance(value, int | bool) else str(value)
            for key, value in data.items()
        },
    )


def viewed(obj: Any, *, by: Any, child_id: uuid.UUID | None = None, what: str = "record") -> None:
    """Note that a person opened a child's record or downloaded a file of it."""
    record("viewed", by=by, obj=obj, child_id=child_id, what=what)


def denied(*, by: Any, path_name: str, object_id: str = "", status: int = 403) -> None:
    """Note a refused or out-of-scope request; `path_name` is the URL's name, never its text."""
    record("denied", by=by, path=path_name, target=object_id, status=status)

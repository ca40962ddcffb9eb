"""Writing audit rows: explicit, inside the action's transaction, plain values only.

`data` must never hold a name, an NHS number or a date of birth: ids, codes and dates of the
service are enough to tell what happened.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from dco_portal.common.logs import request_id

if TYPE_CHECKING:
    from dco_portal.audit.models import AuditEvent


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
    _event(verb, by, obj, child_id, data).save(force_insert=True)


def record_many(verb: str, *, by: Any, objs: Iterable[Any], **data: Any) -> None:
    """Append one event for each of these records, in one statement per thousand; else as `record`."""
    from dco_portal.audit.models import AuditEvent

    events = [_event(verb, by, obj, None, data) for obj in objs]
    AuditEvent.objects.bulk_create(events, batch_size=1000)


def _event(
    verb: str, by: Any, obj: Any, child_id: uuid.UUID | None, data: Mapping[str, Any]
) -> "AuditEvent":
    from dco_portal.audit.models import AuditEvent

    membership = getattr(by, "membership", None)
    organisation = membership.organisation if membership else None
    return AuditEvent(
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

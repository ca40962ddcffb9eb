"""Repairs on /operations/."""

import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission
from dco_portal.common import outbox
from dco_portal.common.errors import Conflict, NotAllowed
from dco_portal.common.models import OutboxTask


@transaction.atomic
def retry_task(*, by: User, task_id: uuid.UUID | None = None) -> int:
    """Give a background task that gave up, or all of them, another round of attempts; the number.

    Errors: `NotAllowed`; `Conflict` when a task runs again already.
    """
    if not by.may(Permission.REPAIR_OPERATIONS):
        raise NotAllowed("Your role does not include repairing what is stuck.")
    if task_id is not None:
        ids = [task_id]
    else:
        failed = OutboxTask.objects.filter(state=OutboxTask.State.FAILED).order_by("created_at")
        ids = list(failed.values_list("pk", flat=True)[:1000])
    changed = sum(outbox.retry_failed(pk) for pk in ids)
    if task_id is not None and not changed:
        raise Conflict("This task is not stuck any more: somebody else tried it again.")
    audit.record("operations.retry_task", by=by, count=changed, task=task_id or "all")
    return changed

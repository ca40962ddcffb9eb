"""The task outbox: a side effect is a row in the same transaction; the broker is only nudged.

Pages therefore work while Redis is away: beat (or `drain()` in tests) sweeps what was missed.
"""

import datetime as dt
import logging
import uuid
from functools import partial

from celery import current_app
from django.db import transaction

from dco_portal.common.clock import now
from dco_portal.common.models import OutboxTask

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 6


def enqueue(task: str, object_id: uuid.UUID, *, after: dt.timedelta | None = None) -> OutboxTask:
    """Owe `task(object_id)`; it runs after this transaction commits, at least once."""
    row = OutboxTask.objects.create(
        task=task, object_id=object_id, next_try_at=now() + (after or dt.timedelta())
    )
    if not after:
        transaction.on_commit(partial(nudge, row.id), robust=True)
    return row


def nudge(row_id: uuid.UUID) -> None:
    """Tell the broker there is work; a broker that is away is no error, the sweep will find it."""
    try:
        current_app.send_task("common.run_outbox", args=[str(row_id)], retry=False)
    except Exception as error:
        logger.warning("Broker away, outbox row waits for the sweep: %s", type(error).__name__)


def run(row_id: uuid.UUID) -> bool:
    """Run one owed task; True when it is done. A row in another worker's hands is left alone.

    The row stays locked while the task runs: a worker killed half-way releases it, and the task,
    which must be idempotent, runs again. A failure is counted and tried again later, each time
    after a longer wait; after `MAX_ATTEMPTS` it is FAILED and shown on /operations/.
    """
    with transaction.atomic():
        row = (
            OutboxTask.objects.select_for_update(skip_locked=True)
            .filter(pk=row_id, state=OutboxTask.State.WAITING)
            .first()
        )
        if row is None:
            return False
        try:
            with transaction.atomic():
                current_app.tasks[row.task].run(str(row.object_id))
        except Exception as error:
            logger.exception("Outbox task %s failed", row.task)
            row.attempts += 1
            row.last_error = type(error).__name__
            row.next_try_at = now() + dt.timedelta(seconds=15 * 4 ** (row.attempts - 1))
            if row.attempts >= MAX_ATTEMPTS:
                row.state = OutboxTask.State.FAILED
        else:
            row.state = OutboxTask.State.DONE
            row.finished_at = now()
        row.save()
        return row.state == OutboxTask.State.DONE


def waiting(limit: int = 200) -> list[uuid.UUID]:
    """Rows that may run now, oldest first."""
    rows = OutboxTask.objects.filter(state=OutboxTask.State.WAITING, next_try_at__lte=now())
    return list(rows.order_by("next_try_at").values_list("id", flat=True)[:limit])


def drain(limit: int = 1000) -> int:
    """Run all that may run now in this process; the number that got done (tests, commands)."""
    done = 0
    while done < limit and (ids := waiting()):
        ran = sum(run(row_id) for row_id in ids)
        if not ran:
            break
        done += ran
    return done


def retry_failed(row_id: uuid.UUID) -> None:
    """Give a failed task another round of attempts."""
    OutboxTask.objects.filter(pk=row_id, state=OutboxTask.State.FAILED).update(
        state=OutboxTask.State.WAITING, attempts=0, next_try_at=now()
    )
    transaction.on_commit(partial(nudge, row_id), robust=True)

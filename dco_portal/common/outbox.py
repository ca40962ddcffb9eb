"""The task outbox: a side effect is a row in the same transaction; the broker is only nudged.

Pages therefore work while Redis is away: beat (or `drain()` in tests) sweeps what was missed.
"""

import datetime as dt
import logging
import uuid
from functools import partial

from celery import Task, current_app
from django.db import transaction

from dco_portal.common import broker
from dco_portal.common.clock import now
from dco_portal.common.logs import where
from dco_portal.common.models import OutboxTask
from dco_portal.common.stack import in_one_piece

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 6
FIRST_WAIT = dt.timedelta(seconds=15)
STOPPED = "the worker stopped while it ran"


def enqueue(task: str, object_id: uuid.UUID, *, after: dt.timedelta | None = None) -> OutboxTask:
    """Owe `task(object_id)`; it runs after this transaction commits, at least once."""
    row = OutboxTask.objects.create(
        task=task, object_id=object_id, next_try_at=now() + (after or dt.timedelta())
    )
    if not after:
        transaction.on_commit(partial(nudge, row.id), robust=True)
    return row


def nudge(row_id: uuid.UUID) -> None:
    """Tell the broker there is work; while it is away the row waits for the sweep."""
    broker.nudge("common.run_outbox", str(row_id))


def wait_after(attempts: int) -> dt.timedelta:
    """How long a task rests after its nth failed attempt: 15 seconds, 1 minute, 4, 16, 64…"""
    return FIRST_WAIT * 4 ** (attempts - 1)


@in_one_piece
def run(row_id: uuid.UUID) -> bool:
    """Run one owed task; True when it is done. A row in another worker's hands is left alone.

    The attempt is counted and committed first: a task that kills its worker every time comes to an
    end too. The row then stays locked while the task runs; a worker killed half-way releases it,
    and the task, which must be idempotent, runs again. After `MAX_ATTEMPTS` the row is FAILED and
    shown on /operations/.
    """
    attempt = _claim(row_id)
    if attempt is None:
        return False
    with transaction.atomic():
        row = (
            OutboxTask.objects.select_for_update(skip_locked=True)
            .filter(pk=row_id, state=OutboxTask.State.WAITING, attempts=attempt)
            .first()
        )
        if row is None:
            return False
        try:
            with transaction.atomic():
                task_named(row.task).run(str(row.object_id))
        except Exception as error:
            # Never the error's own text: it may quote a child's record.
            logger.error("Outbox task %s failed: %s", row.task, where(error))
            row.last_error = type(error).__name__
            if row.attempts >= MAX_ATTEMPTS:
                row.state = OutboxTask.State.FAILED
        else:
            row.state = OutboxTask.State.DONE
            row.last_error = ""
            row.finished_at = now()
        row.save()
        return row.state == OutboxTask.State.DONE


def task_named(name: str) -> Task:
    """The task of a name. A worker has read every app's tasks; a command or test has not, until now.

    Errors: `NotRegistered` for a name that no app has.
    """
    if name not in current_app.tasks:
        current_app.loader.import_default_modules()
    return current_app.tasks[name]


@transaction.atomic
def _claim(row_id: uuid.UUID) -> int | None:
    """Count one more attempt of a row that may run now; its number, or None when it may not."""
    row = (
        OutboxTask.objects.select_for_update(skip_locked=True)
        .filter(pk=row_id, state=OutboxTask.State.WAITING, next_try_at__lte=now())
        .first()
    )
    if row is None:
        return None
    if row.attempts >= MAX_ATTEMPTS:  # its last attempt took the worker down with it
        row.state, row.last_error = OutboxTask.State.FAILED, STOPPED
        row.save(update_fields=["state", "last_error"])
        return None
    row.attempts += 1
    row.next_try_at = now() + wait_after(row.attempts)
    row.save(update_fields=["attempts", "next_try_at"])
    return row.attempts


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


def retry_failed(row_id: uuid.UUID) -> bool:
    """Give a failed task another round of attempts; False when it is not failed (any more)."""
    changed = OutboxTask.objects.filter(pk=row_id, state=OutboxTask.State.FAILED).update(
        state=OutboxTask.State.WAITING, attempts=0, next_try_at=now()
    )
    transaction.on_commit(partial(nudge, row_id), robust=True)
    return bool(changed)

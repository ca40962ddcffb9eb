"""Background upkeep: outbox and heartbeats."""

import uuid

from celery import shared_task

from dco_portal.common import outbox
from dco_portal.common.clock import now
from dco_portal.common.models import Heartbeat


@shared_task(name="common.run_outbox")
def run_outbox(row_id: str) -> None:
    """Run one outbox row."""
    outbox.run(uuid.UUID(row_id))


@shared_task(name="common.sweep_outbox")
def sweep_outbox() -> None:
    """Run what was missed while the broker or the worker was away."""
    for row_id in outbox.waiting():
        outbox.run(row_id)


@shared_task(name="common.heartbeat")
def heartbeat(sender: str) -> None:
    """Note that the worker lives, and that beat does (only beat's schedule sends this)."""
    for name in {"worker", sender}:
        Heartbeat.objects.update_or_create(name=name, defaults={"at": now()})

"""Background upkeep: outbox and heartbeats."""

import uuid

from celery import shared_task

from dco_portal.common import heartbeats, outbox


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
def heartbeat() -> None:
    """Note that the worker lives. Beat sends this, and notes itself as it does."""
    heartbeats.note(heartbeats.WORKER)

"""Background work of inspections and plans: each task calls one action."""

from celery import shared_task

from inspections.actions import nightly


@shared_task(name="inspections.progress")
def progress() -> None:
    """Write down what is past its date, ask leads for their updates, remind them, renew the approvers' lists."""
    nightly.run()

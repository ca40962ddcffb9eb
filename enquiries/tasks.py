"""Background work on enquiries: each task calls one action."""

from celery import shared_task

from enquiries.actions import clock


@shared_task(name="enquiries.daily")
def daily() -> None:
    """Forget what nobody confirmed, tell of what is late, ask for reviews."""
    clock.daily()


@shared_task(name="enquiries.weekly_digest")
def weekly_digest() -> None:
    """The week's enquiries in numbers."""
    clock.weekly_digest()

"""Background delivery."""

from celery import shared_task

from dco_portal.notifications import delivery


@shared_task(name="notifications.deliver", ignore_result=True)
def deliver() -> None:
    """Send the messages that wait."""
    delivery.deliver()


@shared_task(name="notifications.digest", ignore_result=True)
def digest() -> None:
    """Make the daily digests."""
    delivery.digest()

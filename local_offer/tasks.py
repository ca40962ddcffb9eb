"""Background work of the Local Offer: each task calls one action."""

from celery import shared_task

from local_offer.actions import booklets


@shared_task(name="local_offer.renew_booklets")
def renew_booklets() -> None:
    """Make the booklets of the areas whose entries have changed."""
    booklets.renew_areas()

"""Background work of the guidance pages."""

from celery import shared_task

from dco_portal.pages.actions import leaflets, reviewing


@shared_task(name="pages.remind_reviews", ignore_result=True)
def remind_reviews() -> None:
    """Bring what is to be reviewed into the lists."""
    reviewing.sweep()


@shared_task(name="pages.leaflets", ignore_result=True)
def make_leaflets() -> None:
    """Make leaflets whose facts have changed."""
    leaflets.sweep()

"""Background work of the Local Offer: each task calls one action."""

import uuid

from celery import shared_task

from local_offer.actions import (
    booklets,
    counting,
    harvest_applying,
    harvest_reading,
    imports,
    reviewing,
)


@shared_task(name="local_offer.renew_booklets")
def renew_booklets() -> None:
    """Make the booklets of the areas whose entries have changed."""
    booklets.renew_areas()


@shared_task(name="local_offer.forget_rare")
def forget_rare() -> None:
    """Forget rare words of searches that found nothing."""
    counting.forget_rare()


@shared_task(name=harvest_reading.STEP)
def harvest_step(run_id: str) -> None:
    """Read a feed on."""
    harvest_reading.step(run_id=uuid.UUID(run_id))


@shared_task(name=harvest_reading.APPLY)
def harvest_apply(run_id: str) -> None:
    """Publish the next entries of a reading."""
    harvest_applying.step(run_id=uuid.UUID(run_id))


@shared_task(name="local_offer.harvest_sweep")
def harvest_sweep() -> None:
    """Start the readings that are due, end those that are stuck."""
    harvest_reading.sweep()


@shared_task(name=imports.CHECK)
def check_import(import_id: str) -> None:
    """Read an uploaded spreadsheet and report row by row."""
    imports.check(import_id=uuid.UUID(import_id))


@shared_task(name=imports.RUN)
def run_import(import_id: str) -> None:
    """Take in an uploaded spreadsheet, whole or not at all."""
    imports.run(import_id=uuid.UUID(import_id))


@shared_task(name="local_offer.review")
def review() -> None:
    """Remind owners of entries that are due, and hide what nobody checked for too long."""
    reviewing.run()

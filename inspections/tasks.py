"""Background work of inspections and plans: each task calls one action."""

import uuid

from celery import shared_task

from inspections.actions import bundles, lists, live, nightly, readiness, tracked


@shared_task(name="inspections.progress")
def progress() -> None:
    """Write down what is past its date, ask leads for their updates, remind them, renew the approvers' lists."""
    nightly.run()


@shared_task(name=bundles.PACK)
def pack_bundle(bundle_id: str) -> None:
    """Pack a stocktake bundle's files into its ZIP."""
    bundles.pack(bundle_id=uuid.UUID(bundle_id))


@shared_task(name=lists.WORK)
def check_list(check_id: str) -> None:
    """Check one person-level list."""
    lists.check(check_id=uuid.UUID(check_id))


@shared_task(name="inspections.delete_lists")
def delete_lists() -> None:
    """Delete the files of lists whose time is over."""
    lists.delete_old()


@shared_task(name="inspections.bring_up_reviews", ignore_result=True)
def bring_up_reviews() -> None:
    """Put what is to be looked at again before an inspection into the lists."""
    readiness.bring_up_reviews()


@shared_task(name="inspections.record_live")
def record_live() -> None:
    """Record what the live measures of plans in force came to, month by month."""
    live.run()


@shared_task(name=tracked.PACK)
def pack_child_bundle(bundle_id: str) -> None:
    """Pack the attachments of a tracked child's bundle."""
    tracked.pack(bundle_id=uuid.UUID(bundle_id))

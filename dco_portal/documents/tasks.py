"""Background work on documents: each task takes an id and calls one action."""

import uuid

from celery import shared_task

from dco_portal.documents import actions


@shared_task(name=actions.RENDER)
def render(document_id: str) -> None:
    """Make one document's PDF."""
    actions.render(document_id=uuid.UUID(document_id))


@shared_task(name=actions.SCAN)
def scan(attachment_id: str) -> None:
    """Have one upload scanned."""
    actions.scan(attachment_id=uuid.UUID(attachment_id))


@shared_task(name="documents.sweep_orphans")
def sweep_orphans() -> None:
    """Remove files nothing names any more."""
    actions.sweep_orphans()

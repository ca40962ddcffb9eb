"""Background work on requests: each task takes an id and calls one action."""

import uuid

from celery import shared_task

from ehcp.actions import imports


@shared_task(name=imports.CHECK)
def check_import(import_id: str) -> None:
    """Read an uploaded list and report row by row."""
    imports.check(import_id=uuid.UUID(import_id))


@shared_task(name=imports.RUN)
def run_import(import_id: str) -> None:
    """Take in an uploaded list, whole or not at all."""
    imports.run(import_id=uuid.UUID(import_id))

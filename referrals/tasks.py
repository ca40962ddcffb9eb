"""Background work on notifications: each task calls one action."""

import uuid

from celery import shared_task

from referrals.actions import imports, prompts


@shared_task(name=imports.WORK)
def work_import(import_id: str) -> None:
    """The next portion of an uploaded list."""
    imports.work(import_id=uuid.UUID(import_id))


@shared_task(name="referrals.forget_lists")
def forget_lists() -> None:
    """What old lists say of children is wiped."""
    imports.forget_old()


@shared_task(name="referrals.raise_prompts")
def raise_prompts() -> None:
    """What the clock brings up."""
    prompts.sweep()

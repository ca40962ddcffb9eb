"""Background work of the gap log."""

from celery import shared_task

from dco_portal.gaps import actions


@shared_task(name="gaps.drop_held_back", ignore_result=True)
def drop_held_back() -> None:
    """Forget searches too few people made."""
    actions.drop_held_back()

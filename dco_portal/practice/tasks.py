"""Background work of the DCO's desk."""

from celery import shared_task

from dco_portal.practice.actions import plans


@shared_task(name="practice.remind_plans", ignore_result=True)
def remind_plans() -> None:
    """Remind schools of plans due for review."""
    plans.remind()


@shared_task(name="practice.prepare_blank_plan", ignore_result=True)
def prepare_blank_plan() -> None:
    """Keep the blank healthcare plan's PDF up to date."""
    plans.prepare_blank()

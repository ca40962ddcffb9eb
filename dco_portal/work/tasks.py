"""Background reminding."""

from celery import shared_task

from dco_portal.work import reminders


@shared_task(name="work.remind", ignore_result=True)
def remind() -> None:
    """One reminder sweep for today."""
    reminders.sweep()


@shared_task(name="work.weekly_lists", ignore_result=True)
def weekly_lists() -> None:
    """The weekly lists that have not gone yet this week."""
    reminders.weekly_lists()

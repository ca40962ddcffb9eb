"""The Celery application: tasks take ids, call one action and retry; see each app's `tasks.py`."""

import os

from celery import Celery, Task
from celery.schedules import crontab
from celery.signals import (
    after_task_publish,
    beat_embedded_init,
    beat_init,
    setup_logging,
    worker_ready,
)

from dco_portal.common.stack import in_one_piece

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dco_portal.settings")


class RoomyTask(Task):
    """A task whose calls stand in one piece of memory."""

    def __call__(self, *args: object, **kwargs: object) -> object:
        return run_roomily(self, *args, **kwargs)


@in_one_piece
def run_roomily(task: Task, *args: object, **kwargs: object) -> object:
    """What a task of Celery's own does when it is called."""
    return task.run(*args, **kwargs)


app = Celery("dco_portal", task_cls=RoomyTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "heartbeat": {"task": "common.heartbeat", "schedule": 60.0},
    "outbox-sweep": {"task": "common.sweep_outbox", "schedule": 20.0},
    "mail-deliver": {"task": "notifications.deliver", "schedule": 30.0},
    "mail-digest": {"task": "notifications.digest", "schedule": crontab(hour="7-20", minute=30)},
    # Reminders run every morning, and hourly after that so that a missed night catches up.
    "reminders": {"task": "work.remind", "schedule": crontab(hour="6-20", minute=5)},
    "weekly-lists": {"task": "work.weekly_lists", "schedule": crontab(hour="7-20", minute=20)},
    "page-reviews": {"task": "pages.remind_reviews", "schedule": crontab(hour="7-20", minute=40)},
    "leaflets": {"task": "pages.leaflets", "schedule": crontab(hour="5-20", minute=50)},
    "healthcare-plans": {
        "task": "practice.remind_plans",
        "schedule": crontab(hour="6-20", minute=35),
    },
    "blank-healthcare-plan": {
        "task": "practice.prepare_blank_plan",
        "schedule": crontab(minute=50),
    },
    "gap-searches": {"task": "gaps.drop_held_back", "schedule": crontab(hour=3, minute=25)},
    "enquiries-daily": {"task": "enquiries.daily", "schedule": crontab(hour="6-20", minute=15)},
    "enquiries-weekly": {
        "task": "enquiries.weekly_digest",
        "schedule": crontab(day_of_week="mon-fri", hour="7-20", minute=25),
    },
    # Prompts run every morning, and hourly after that so that a missed night catches up.
    "prompts": {"task": "referrals.raise_prompts", "schedule": crontab(hour="5-20", minute=35)},
    "old-lists": {"task": "referrals.forget_lists", "schedule": crontab(hour=3, minute=25)},
    "local-offer-booklets": {
        "task": "local_offer.renew_booklets",
        "schedule": crontab(hour=2, minute=20),
    },
    "rare-words": {"task": "local_offer.forget_rare", "schedule": crontab(hour=3, minute=35)},
    "feeds": {"task": "local_offer.harvest_sweep", "schedule": crontab(minute=40)},
    "local-offer-review": {
        "task": "local_offer.review",
        "schedule": crontab(hour="6-20", minute=10),
    },
    # Every day, and hourly after that so that a missed night catches up.
    "plans-progress": {
        "task": "inspections.progress",
        "schedule": crontab(hour="5-20", minute=45),
    },
    "old-person-lists": {
        "task": "inspections.delete_lists",
        "schedule": crontab(minute="*/10"),
    },
    "readiness-reviews": {
        "task": "inspections.bring_up_reviews",
        "schedule": crontab(hour="6-20", minute=45),
    },
    # In the first week of a month every morning, so that a missed night catches up.
    "live-measures": {
        "task": "inspections.record_live",
        "schedule": crontab(day_of_month="1-7", hour=4, minute=25),
    },
    "orphans": {"task": "documents.sweep_orphans", "schedule": crontab(hour=3, minute=10)},
}


@setup_logging.connect
def keep_portal_logging(**_: object) -> None:
    """Being connected is enough: Celery then leaves logging as the settings have it, without personal data."""


@worker_ready.connect
def worker_lives(**_: object) -> None:
    """The worker notes itself as soon as it takes tasks; later the heartbeat task does."""
    from dco_portal.common import heartbeats

    heartbeats.note(heartbeats.WORKER)


@beat_init.connect
@beat_embedded_init.connect
def beat_lives(**_: object) -> None:
    """Beat notes itself at its start and with each heartbeat task that it sends."""
    from dco_portal.common import heartbeats

    def note(**_: object) -> None:
        heartbeats.note(heartbeats.BEAT)

    after_task_publish.connect(note, sender="common.heartbeat", weak=False)
    note()

"""One walk over everything due: read in batches, told once, caught up with after a missed night."""

import datetime as dt
import logging
from collections.abc import Callable, Iterator

from django.db import transaction
from django.db.models import Q

from dco_portal.common.clock import now, today
from dco_portal.notifications.actions import Message, tell_many
from dco_portal.work.models import OWED, ReminderSweep, WorkItem
from dco_portal.work.reminders.recipients import Directory, Told
from dco_portal.work.reminders.settings import Settings
from dco_portal.work.reminders.steps import (
    TARGET_PASSED_DAYS,
    Plan,
    Step,
    in_words,
    internal,
    statutory,
)

logger = logging.getLogger(__name__)
BATCH = 500
KIND = "work.reminder"
StepFinder = Callable[[dt.date, dt.date, Plan], Step | None]


def sweep(on: dt.date | None = None) -> ReminderSweep:
    """Remind everybody of what is due as of a day (today). Repeats and parallel runs tell nobody twice.

    Memory is bounded by a batch of 500 items; each batch takes the same number of queries and its
    own transaction, so that a run which is killed has told those it has told and the next goes on.
    """
    on = on or today()
    settings = Settings(on)
    record = ReminderSweep.objects.create(on=on, started_at=now())
    by_law = Q(due_on__lte=on + dt.timedelta(days=settings.earliest("before")))
    by_policy = Q(
        target_on__lte=on + dt.timedelta(days=settings.earliest("target")),
        target_on__gte=on - dt.timedelta(days=TARGET_PASSED_DAYS),
    ) & (Q(due_on=None) | Q(due_on__gte=on))
    for batch in batches("due_on", by_law):
        _remind(batch, record, settings, "due_on", statutory)
    for batch in batches("target_on", by_policy):
        _remind(batch, record, settings, "target_on", internal)
    record.finished_at = now()
    record.save()
    if record.nobody:
        logger.warning("Reminders: %d items have nobody to tell", record.nobody)
    return record


def batches(field: str, condition: Q) -> Iterator[list[WorkItem]]:
    """Open items that are owed and match, by date and id, 500 at a time (keyset, no open cursor)."""
    rows = (
        WorkItem.objects.filter(OWED, condition)
        .select_related("organisation", "team", "owner", "escalate_to")
        .order_by(field, "id")
    )
    page = list(rows[:BATCH])
    while page:
        yield page
        last = page[-1]
        day = getattr(last, field)
        beyond = Q(**{f"{field}__gte": day}) & (Q(**{f"{field}__gt": day}) | Q(pk__gt=last.pk))
        page = list(rows.filter(beyond)[:BATCH]) if len(page) == BATCH else []


@transaction.atomic
def _remind(
    batch: list[WorkItem], record: ReminderSweep, settings: Settings, field: str, find: StepFinder
) -> None:
    steps = {
        item: step
        for item in batch
        if (step := find(getattr(item, field), record.on, settings.plan(item)))
    }
    directory = Directory(steps, record.on)
    messages, nobody = [], 0
    for item, step in steps.items():
        told = directory.told(item, step)
        nobody += not told
        write = by_law if field == "due_on" else by_policy
        messages += [write(item, step, person, record.on) for person in told]
    record.items += len(steps)
    record.nobody += nobody
    record.told += tell_many(messages)


def by_law(item: WorkItem, step: Step, told: Told, on: dt.date) -> Message:
    """The reminder of a statutory date."""
    assert item.due_on is not None
    stands = in_words(item.due_on, on)
    dated = (
        f"It {'was' if item.due_on < on else 'is'} due on {item.due_on:%-d %B %Y} by law: {stands}."
    )
    return _message(item, step, told, item.due_on, stands, dated)


def by_policy(item: WorkItem, step: Step, told: Told, on: dt.date) -> Message:
    """The gentler reminder of an internal date, which is local policy."""
    assert item.target_on is not None
    left = (item.target_on - on).days
    dated = (
        f"Its service date (local policy) {'was' if left < 0 else 'is'} {item.target_on:%-d %B %Y}."
    )
    if item.due_on:
        dated += f" By law it is due on {item.due_on:%-d %B %Y}: {in_words(item.due_on, on)}."
    stands = "service date has passed" if left < 0 else f"service date {item.target_on:%-d %B}"
    return _message(item, step, told, item.target_on, stands, dated)


def _message(
    item: WorkItem, step: Step, told: Told, date: dt.date, stands: str, dated: str
) -> Message:
    sentences = [f"{item.title}.", dated, *_why(item, told)]
    if item.step:
        sentences.append(f"Next step: {item.step}.")
    return Message(
        recipient=told.user,
        kind=KIND,
        subject=f"{stands[0].upper()}{stands[1:]}: {item.title}"[:150],
        body="\n".join(sentences),
        dedupe_key=f"reminder:{item.pk}:{date.isoformat()}:{step.code}",
        link=item.link,
        reference=item.reference,
        organisation=item.organisation,
    )


def _why(item: WorkItem, told: Told) -> list[str]:
    """Why this person is told, and who has the work."""
    holder = item.owner.name if item.owner and item.owner.is_active else ""
    place = f"{item.team.name}, {item.organisation.label}" if item.team else item.organisation.label
    if told.why == "owner":
        return []
    if told.why == "stand-in":
        return [f"You are told because you stand in for {told.for_name}."]
    has = f"{holder} has this work" if holder else "Nobody has been given this work yet"
    return [f"{has} ({place})." if told.why == "icb" else f"{has}."]

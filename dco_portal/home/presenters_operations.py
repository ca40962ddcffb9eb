"""How the portal's background parts stand, in words for a person. No personal data."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from dco_portal.common import broker
from dco_portal.common.clock import now, today
from dco_portal.common.heartbeats import BEAT, WORKER
from dco_portal.common.models import Heartbeat, OutboxTask
from dco_portal.common.templatetags.portal import moment, plural
from dco_portal.documents import queries as documents
from dco_portal.home import health
from dco_portal.notifications import queries as notifications
from dco_portal.work import queries as work

SHOWN = 50
SLOW = dt.timedelta(minutes=15)
TASKS = {
    "documents.render": "Make a PDF document",
    "documents.scan": "Check an upload for viruses",
}


@dataclass(frozen=True)
class Part:
    """One part: its name, "good", "bad" or "watch", and what to know and do."""

    name: str
    state: str
    words: str

    @property
    def tag(self) -> str:
        """The state in a word."""
        return {"good": "Working", "bad": "Not working", "watch": "Look at it"}[self.state]

    @property
    def colour(self) -> str:
        """The colour of the tag, beside its word."""
        return {"good": "green", "bad": "red", "watch": "yellow"}[self.state]


@dataclass(frozen=True)
class Stuck:
    """A background task that waits again or has given up."""

    id: object
    what: str
    attempts: int
    error: str
    at: dt.datetime


def parts() -> list[Part]:
    """Every part, in the order in which a fault of one explains those below it."""
    return [
        _broker(),
        *_heartbeats(),
        _tasks(),
        _mail(),
        _documents(),
        _reminders(),
    ]


def _broker() -> Part:
    if broker.reachable():
        return Part("Redis", "good", "It passes work to the worker without delay.")
    return Part(
        "Redis",
        "bad",
        "It cannot be reached. Pages still work and what they ask for is kept. It is done once Redis is back.",
    )


def _heartbeats() -> list[Part]:
    seen = dict(Heartbeat.objects.values_list("name", "at"))
    found = []
    for name, label, lost in (
        (WORKER, "Worker", "Documents are not made, e-mails not sent, until it runs again."),
        (
            BEAT,
            "Clock of the worker (beat)",
            "Reminders do not go by themselves until it runs again.",
        ),
    ):
        at = seen.get(name)
        if at and at > now() - health.STALE:
            found.append(Part(label, "good", f"Last heard from on {moment(at)}."))
        else:
            heard = f"Last heard from on {moment(at)}." if at else "Never heard from."
            found.append(Part(label, "bad", f"{heard} {lost}"))
    return found


def _tasks() -> Part:
    states = OutboxTask.State
    count = OutboxTask.objects.filter(state__in=[states.WAITING, states.FAILED]).aggregate(
        waiting=Count("pk", filter=Q(state=states.WAITING)),
        failed=Count("pk", filter=Q(state=states.FAILED)),
        oldest=Min("created_at", filter=Q(state=states.WAITING)),
    )
    words = [plural(count["waiting"], "task waits", "tasks wait") + "."]
    if count["oldest"]:
        words.append(f"The oldest is from {moment(count['oldest'])}.")
    if count["failed"]:
        words.append(f"{plural(count['failed'], 'task has', 'tasks have')} given up: see below.")
        return Part("Background tasks", "bad", " ".join(words))
    slow = count["oldest"] and count["oldest"] < now() - SLOW
    return Part("Background tasks", "watch" if slow else "good", " ".join(words))


def _mail() -> Part:
    standing = notifications.standing()
    words = [plural(standing.waiting, "e-mail waits", "e-mails wait") + " to be sent."]
    if standing.retrying:
        words.append(f"{standing.retrying} could not be sent at once and will be tried again.")
    if standing.failed:
        words.append(
            f"{plural(standing.failed, 'e-mail', 'e-mails')} could not be sent: see below."
        )
    if not health.mail_answers():
        return Part(
            "E-mail",
            "bad",
            "The mail server cannot be reached. Nothing is lost. " + " ".join(words),
        )
    slow = standing.oldest and standing.oldest < now() - SLOW
    state = "bad" if standing.failed else "watch" if standing.retrying or slow else "good"
    return Part("E-mail", state, " ".join(words))


def _documents() -> Part:
    count = documents.unfinished()
    words = [plural(count["preparing"], "document is", "documents are") + " being prepared."]
    if count["unscanned"]:
        words.append(
            f"{plural(count['unscanned'], 'upload waits', 'uploads wait')} for the virus check."
        )
    if count["failed"]:
        words.append(
            f"{plural(count['failed'], 'document', 'documents')} could not be prepared. "
            "Who may open the case sees it there and can try again."
        )
    return Part("Documents", "bad" if count["failed"] else "good", " ".join(words))


def _reminders() -> Part:
    last = work.last_sweep()
    if last is None:
        return Part(
            "Reminders", "watch", "They have never run. They run every hour from 6am to 8pm."
        )
    words = f"Last run on {moment(last.finished_at)} for {last.on:%-d %B %Y}: {plural(last.told, 'message', 'messages')}."
    if last.nobody:
        words += f" {plural(last.nobody, 'item has', 'items have')} nobody to tell: no owner, no lead, no ICB."
    late = last.on < today() - dt.timedelta(days=1)
    return Part("Reminders", "bad" if late else "watch" if last.nobody else "good", words)


def stuck_tasks() -> list[Stuck]:
    """Background tasks that gave up, the latest first."""
    rows = OutboxTask.objects.filter(state=OutboxTask.State.FAILED).order_by("-created_at")[:SHOWN]
    return [
        Stuck(row.pk, TASKS.get(row.task, row.task), row.attempts, row.last_error, row.created_at)
        for row in rows
    ]

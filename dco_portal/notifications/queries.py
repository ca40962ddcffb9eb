"""Reading messages: a person's own list, and how delivery stands."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from dco_portal.accounts.models import User
from dco_portal.notifications.models import Notification

State = Notification.State
PAGE = 25


def unread(user: User, limit: int = 100) -> int:
    """How many of a person's messages are unread, at most `limit`."""
    return Notification.objects.filter(recipient=user, read_at=None)[:limit].count()


@dataclass(frozen=True)
class Page:
    """One page of a person's messages, newest first, with the cursors around it ("" for none)."""

    rows: list[Notification]
    before: str
    after: str


def page(user: User, *, after: uuid.UUID | None = None, before: uuid.UUID | None = None) -> Page:
    """The page after (older than) or before (newer than) a message, else the first."""
    own = Notification.objects.filter(recipient=user).exclude(kind="digest")
    if before is not None:
        rows = list(own.filter(pk__gt=before).order_by("pk")[: PAGE + 1])
        more, rows = len(rows) > PAGE, rows[:PAGE][::-1]
        return Page(rows, str(rows[0].pk) if more else "", str(rows[-1].pk) if rows else "")
    if after is not None:
        own = own.filter(pk__lt=after)
    rows = list(own.order_by("-pk")[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    return Page(
        rows,
        str(rows[0].pk) if rows and after is not None else "",
        str(rows[-1].pk) if rows and more else "",
    )


@dataclass(frozen=True)
class Standing:
    """How delivery stands. `oldest` is when the longest waiting message was written."""

    waiting: int
    retrying: int
    failed: int
    oldest: dt.datetime | None


def standing() -> Standing:
    """Counts of what waits, what is being tried again and what has failed (in-app excluded)."""
    found = Notification.objects.filter(
        state__in=[State.WAITING, State.SENDING, State.FAILED], digest=False
    ).aggregate(
        waiting=Count("pk", filter=~Q(state=State.FAILED)),
        retrying=Count("pk", filter=Q(state=State.WAITING, attempts__gt=0)),
        failed=Count("pk", filter=Q(state=State.FAILED)),
        oldest=Min("created_at", filter=~Q(state=State.FAILED)),
    )
    return Standing(**found)


@dataclass(frozen=True)
class Undelivered:
    """A message that could not be sent, without the address it was for."""

    id: uuid.UUID
    kind: str
    subject: str
    reference: str
    organisation: str
    attempts: int
    error: str
    created_at: dt.datetime


def failed(limit: int = 50) -> list[Undelivered]:
    """The latest messages that could not be sent, for /operations/."""
    rows = Notification.objects.filter(state=State.FAILED).select_related("organisation")
    return [
        Undelivered(
            row.pk,
            row.kind,
            row.subject,
            row.reference,
            row.organisation.label if row.organisation else "",
            row.attempts,
            row.last_error,
            row.created_at,
        )
        for row in rows.order_by("-pk")[:limit]
    ]


def undelivered(references: Iterable[str]) -> dict[str, int]:
    """How many messages about each reference could not be sent, for the case's own page."""
    rows = Notification.objects.filter(state=State.FAILED, reference__in=list(references))
    counted = rows.order_by().values("reference").annotate(count=Count("pk"))
    return {row["reference"]: row["count"] for row in counted}


def reply_keys_of(message_ids: Iterable[str]) -> list[str]:
    """The reply keys of our own mails that have these Message-IDs ("<uuid@host>"); one query."""
    found = []
    for each in message_ids:
        try:
            found.append(uuid.UUID(each.strip("<>").split("@")[0]))
        except ValueError:
            continue
    rows = Notification.objects.filter(pk__in=found).exclude(reply_key="") if found else ()
    return [row.reply_key for row in rows]

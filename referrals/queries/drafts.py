"""Notifications that were begun and not sent."""

import datetime as dt
import uuid
from dataclasses import dataclass

from dco_portal.accounts.models import User
from referrals.models import Notification, NotificationDraft
from referrals.queries.earlier import Earlier


@dataclass(frozen=True)
class DraftFacts:
    """A draft as the list shows it; never the child's name, which the page itself shows."""

    id: uuid.UUID
    started_by: str
    started_at: dt.datetime
    changed_at: dt.datetime
    done: int
    diverted: bool


def drafts(by: User) -> list[DraftFacts]:
    """The reader's open drafts and those of people they stand in for, the last changed first; at most 100."""
    rows = NotificationDraft.objects.visible_to(by).filter(notification=None, discarded_at=None)
    return [
        DraftFacts(
            row.pk, row.started_by.name, row.created_at, row.updated_at,
            sum(not key.startswith("_") for key in row.data), row.diverted_at is not None,
        )
        for row in rows.select_related("started_by").order_by("-updated_at")[:100]
    ]  # fmt: skip


def earlier_shown(draft: NotificationDraft) -> list[Earlier]:
    """Earlier notifications of the child that this draft's writer has been shown: day and reference."""
    shown = draft.data.get("_earlier", {}).get("shown", [])
    rows = Notification.objects.filter(pk__in=shown).order_by("sent_at")
    return [Earlier(*row) for row in rows.values_list("pk", "reference", "sent_on")]

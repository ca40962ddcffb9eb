"""Names for worklists and entries for a child's chronology."""

import uuid
from collections.abc import Iterable

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.children import queries as children
from dco_portal.children.queries import ChronologyEntry
from referrals.models import Notification, StateChange


def labels(ids: Iterable[uuid.UUID], *, by: User) -> dict[uuid.UUID, str]:
    """The child's name per notification, for those the reader may see (two queries)."""
    rows = dict(
        Notification.objects.visible_to(by).filter(pk__in=list(ids)).values_list("pk", "child_id")
    )
    names = children.labels(set(rows.values()), by)
    return {pk: names[child].name for pk, child in rows.items() if child in names}


def chronology(child_id: uuid.UUID, *, by: User) -> list[ChronologyEntry]:
    """What happened with this child's notifications, as far as the reader may see. Two queries."""
    seen = {
        row.pk: row
        for row in Notification.objects.visible_to(by)
        .filter(child_id=child_id)
        .select_related("body", "la")
    }
    entries = [_told(row) for row in seen.values()]
    changes = StateChange.objects.filter(notification__in=seen).select_related("by")
    return entries + [_moved(change, seen[change.notification_id]) for change in changes]


KIND = "Notification (s.23)"


def _told(row: Notification) -> ChronologyEntry:
    return ChronologyEntry(
        at=row.opinion_told_on, what="Parent told of the opinion and of the duty to notify", kind=KIND,
        who=row.body.label, reference=row.reference, url=reverse("referrals:case", args=[row.pk]),
    )  # fmt: skip


def _moved(change: StateChange, row: Notification) -> ChronologyEntry:
    if not change.from_state:
        what = "Local authority notified of a child under compulsory school age"
    elif change.from_state == change.to_state:
        what = "Notification changed"
    else:
        what = f"Notification: {row.state_name(change.to_state)}"
    return ChronologyEntry(
        at=change.at, what=what, kind=KIND, who=change.by.name if change.by else "The portal",
        reference=row.reference, detail=change.reason, url=reverse("referrals:case", args=[row.pk]),
    )  # fmt: skip

"""The list of notifications as each side reads it: filters, order, the children's names."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.children import queries as children
from dco_portal.children.queries import ChildLabel
from dco_portal.common import keyset
from referrals.models import Message, Notification
from referrals.states import OPEN, VOID, NotificationState

ORDERS = {"sent": "sent_at", "waiting": "la_since", "reference": "reference"}
REFERENCE = re.compile(r"(?:S23-?)?\d{4}(?:-\d{0,6})?", re.IGNORECASE)
Side = Message.Side


@dataclass(frozen=True)
class Filters:
    """What the reader wants to see. Nothing here names a child, so all of it may stand in an address.

    `view` is open, unread, questions, voluntary, outcome, ended or all; `owner` is "", "me" or "nobody";
    `reference` the beginning of one.
    """

    view: str = "open"
    state: str = ""
    outcome: str = ""
    la: str = ""
    body: str = ""
    owner: str = ""
    sent_from: dt.date | None = None
    sent_to: dt.date | None = None
    reference: str = ""


def may_list(by: User) -> bool:
    """Whether this person's role has anything to do with notifications."""
    roles = (P.NOTIFY_UNDER_FIVE, P.REQUEST_ADVICE, P.TRIAGE, P.ALLOCATE)
    return by.may(P.SEE_CHILDREN) and any(by.may(need) for need in roles)


def side(by: User) -> str:
    """The side a person lists from: their role's, before any single notification is looked at."""
    if by.may(P.REQUEST_ADVICE):
        return Side.LA
    return Side.DCO if by.may(P.TRIAGE) else Side.NOTIFIER


def notifications(by: User, wanted: Filters) -> QuerySet[Notification]:
    """The notifications this reader may see and wants to."""
    rows: QuerySet[Notification] = Notification.objects.visible_to(by)
    asked = Message.objects.filter(
        notification=OuterRef("pk"), asks=True, answered_at=None, to_side=side(by)
    )
    views = {
        "open": Q(state__in=OPEN),
        "unread": Q(state=NotificationState.SENT),
        "questions": Exists(asked),
        "voluntary": Q(voluntary="") & ~Q(state__in=VOID),
        "outcome": Q(state=NotificationState.OUTCOME),
        "ended": Q(state__in=VOID),
    }
    if wanted.reference:
        rows = rows.filter(reference__startswith=whole_reference(wanted.reference))
    elif wanted.view in views:
        rows = rows.filter(views[wanted.view])
    for name in ("state", "outcome", "la", "body"):
        if value := getattr(wanted, name):
            rows = rows.filter(**{name: value})
    rows = _owned(rows, by, wanted.owner)
    if wanted.sent_from:
        rows = rows.filter(sent_on__gte=wanted.sent_from)
    if wanted.sent_to:
        rows = rows.filter(sent_on__lte=wanted.sent_to)
    return rows.select_related("la", "body", "organisation", "la_officer", "notifier", "icb")


def _owned(rows: QuerySet[Notification], by: User, owner: str) -> QuerySet[Notification]:
    field = "la_officer" if side(by) == Side.LA else "notifier"
    if owner == "me":
        return rows.filter(**{field: by.pk})
    if owner == "nobody" and field == "la_officer":
        return rows.filter(la_officer=None)
    return rows


def whole_reference(text: str) -> str:
    """A reference as people write it, as it is stored: "2026-000123" is "S23-2026-000123"."""
    return f"S23-{text.strip().upper().removeprefix('S23').removeprefix('-')}"


def order(sort: str) -> str:
    """The column to order by; what is not offered shows the newest first."""
    column = ORDERS.get(sort.removeprefix("-"))
    if column is None:
        return "-sent_at"
    return f"-{column}" if sort.startswith("-") else column


def page(by: User, wanted: Filters, *, sort: str, after: str = "", before: str = "") -> keyset.Page:
    """One page of the reader's list in one query."""
    rows = notifications(by, wanted)
    return keyset.page(rows, order=order(sort), after=after, before=before, filled=True)


def names(rows: list[Any], by: User) -> dict[uuid.UUID, ChildLabel]:
    """The children of these rows, by the rows' ids; three queries, however many."""
    labels = children.labels({row.child_id for row in rows}, by)
    return {row.pk: labels[row.child_id] for row in rows if row.child_id in labels}


def everything(
    by: User, wanted: Filters, *, sort: str
) -> Iterator[tuple[Notification, ChildLabel | None]]:
    """The whole list with its children, page after page, for a file."""
    rows = notifications(by, wanted)
    for chunk in keyset.chunks(rows, order=order(sort), filled=True):
        labels = names(chunk, by)
        yield from ((row, labels.get(row.pk)) for row in chunk)

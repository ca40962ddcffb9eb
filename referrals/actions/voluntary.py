"""Voluntary organisations the parents are told of after sending (CFA 2014 s.23(4))."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from referrals.actions import locking, work
from referrals.actions.moves import note
from referrals.models import Notification, VoluntaryNamed
from referrals.rules import drafts as draft_rules
from referrals.rules import notice as rules

V = Notification.Voluntary


@transaction.atomic
def record(
    *,
    by: User,
    notification: Notification,
    voluntary: str,
    named: Iterable[Mapping[str, Any]] = (),
    voluntary_on: dt.date | None = None,
) -> Notification:
    """Record the organisations the parents were told of and when, or that none is thought likely to help.

    `named`: mappings of name, detail, url, listing_id. Raises Invalid beside the field.
    """
    notification = locking.notification(by, notification.pk)
    rules.check_can_name_voluntary(by, notification)
    rows = list(named)
    draft_rules.check_voluntary(
        {"voluntary": voluntary, "named": rows, "voluntary_on": voluntary_on}, later=False
    )
    notification.voluntary = voluntary
    notification.voluntary_on = voluntary_on if voluntary == V.NAMED else None
    for row in rows:
        VoluntaryNamed.objects.create(
            notification=notification, name=row["name"], detail=row.get("detail", ""), url=row.get("url", ""),
            listing_id=row.get("listing_id") or None, added_by=by,
        )  # fmt: skip
    words = ", ".join(row["name"] for row in rows) or str(V.NONE.label)
    note(notification, by=by, reason=f"Voluntary organisations: {words}")
    audit.record(
        "referrals.voluntary",
        by=by,
        obj=notification,
        child_id=notification.child_id,
        kind=voluntary,
    )
    work.sync(notification, by=by)
    return notification

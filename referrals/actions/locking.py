"""Locking a record in the reader's scope: out of scope and not there look the same."""

import uuid

from dco_portal.accounts.models import User
from dco_portal.children.models import Child
from dco_portal.common.errors import NotFound
from referrals.models import Notification, NotificationDraft
from referrals.rules import drafts as draft_rules


def notification(by: User, pk: uuid.UUID) -> Notification:
    """The notification, locked until the transaction ends. Raises NotFound."""
    rows = Notification.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=pk)
    found = rows.select_related("la", "icb", "body", "organisation", "service__provider", "child", "notifier").first()  # fmt: skip
    if found is None:
        raise NotFound
    return found


def draft(by: User, pk: uuid.UUID) -> NotificationDraft:
    """The draft, locked and still open. Raises NotFound out of scope, Conflict once sent or discarded.

    Nothing is joined: after a wait Postgres reads the locked row afresh, but not what was joined to it.
    """
    rows = NotificationDraft.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    draft_rules.check_can_use(by, found)
    return found


def child(pk: uuid.UUID) -> Child:
    """A child's row, locked: whoever notifies about the same child waits here for the first to finish."""
    return Child.objects.select_for_update(of=("self",)).get(pk=pk)

"""Names for the worklist's items of what follows a notification: prompts and onward referrals."""

import uuid
from collections.abc import Iterable

from dco_portal.accounts.models import User
from dco_portal.children import queries as children
from referrals.models import Notification, OnwardReferral, Prompt


def prompt_labels(ids: Iterable[uuid.UUID], *, by: User) -> dict[uuid.UUID, str]:
    """The child's name per prompt, for those the reader may see (two queries)."""
    seen = Notification.objects.visible_to(by).values("pk")
    rows = Prompt.objects.filter(pk__in=list(ids), notification__in=seen)
    return _names(dict(rows.values_list("pk", "notification__child_id")), by)


def onward_labels(ids: Iterable[uuid.UUID], *, by: User) -> dict[uuid.UUID, str]:
    """The child's name per onward referral, for those the reader may see (two queries)."""
    rows = OnwardReferral.objects.visible_to(by).filter(pk__in=list(ids))
    return _names(dict(rows.values_list("pk", "notification__child_id")), by)


def _names(child_of: dict[uuid.UUID, uuid.UUID], by: User) -> dict[uuid.UUID, str]:
    names = children.labels(set(child_of.values()), by)
    return {pk: names[child].name for pk, child in child_of.items() if child in names}

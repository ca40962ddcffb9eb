"""Telling people. A message is a row in the caller's own transaction; the mail follows after it.

`tell` and `tell_address` are what feature apps call; in the caller's transaction they set no savepoint.
No text may name a child: the reader opens the link, signs in and sees there what they may see.
"""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission
from dco_portal.common import broker
from dco_portal.common.clock import now
from dco_portal.common.errors import Conflict, NotAllowed, NotFound
from dco_portal.notifications import guard
from dco_portal.notifications.models import Notification
from dco_portal.organisations.models import Organisation

State = Notification.State
DELIVER = "notifications.deliver"
KEY_LENGTH = 200


@dataclass(frozen=True)
class Message:
    """One message to one person: the plain values of a row. `dedupe_key` without the recipient."""

    recipient: User
    kind: str
    subject: str
    body: str
    dedupe_key: str
    link: str = ""
    reference: str = ""
    in_app_only: bool = False
    organisation: Organisation | None = None
    reply_key: str = ""


def tell(
    *,
    recipients: Iterable[User],
    kind: str,
    subject: str,
    body: str,
    dedupe_key: str,
    link: str = "",
    reference: str = "",
    in_app_only: bool = False,
    organisation: Organisation | None = None,
    reply_key: str = "",
) -> int:
    """Tell each of these people once; the number of messages that are new.

    A second call with the same key tells nobody twice. `link` is a path such as
    "/ehc-advice/<uuid>/". `reply_key` is of the thread that answers to the mail join. With `organisation`, its people learn when a mail cannot be delivered.
    Errors: `ValueError` for a text that must not go out (see `guard`).
    """
    return tell_many(
        Message(
            recipient,
            kind,
            subject,
            body,
            dedupe_key,
            link,
            reference,
            in_app_only,
            organisation,
            reply_key,
        )
        for recipient in recipients
    )


def tell_many(messages: Iterable[Message]) -> int:
    """Tell different people different things, in three statements however many they are."""
    rows = {}
    for message in messages:
        if not message.recipient.is_active:
            continue
        guard.check(subject=message.subject, body=message.body, link=message.link)
        key = _key(message.dedupe_key, str(message.recipient.pk))
        rows[key] = Notification(
            recipient=message.recipient,
            organisation=message.organisation,
            kind=message.kind,
            subject=message.subject,
            body=message.body,
            link=message.link,
            reference=message.reference,
            reply_key=message.reply_key,
            dedupe_key=key,
            state=State.IN_APP if message.in_app_only else State.WAITING,
            digest=message.recipient.digest and not message.in_app_only,
            next_try_at=now(),
        )
    return _insert(rows)


def tell_address(
    *,
    email: str,
    kind: str,
    subject: str,
    body: str,
    dedupe_key: str,
    link: str = "",
    reference: str = "",
    organisation: Organisation | None = None,
    secret_link: bool = False,
    reply_key: str = "",
) -> int:
    """Mail somebody without an account once; 1 when the message is new, else 0.

    `secret_link` says that the link opens something by itself: it is wiped once the mail is sent.
    """
    guard.check(subject=subject, body=body, link=link)
    key = _key(dedupe_key, email.strip().lower())
    row = Notification(
        email=email.strip(),
        organisation=organisation,
        kind=kind,
        subject=subject,
        body=body,
        link=link,
        secret_link=secret_link,
        reference=reference,
        reply_key=reply_key,
        dedupe_key=key,
        next_try_at=now(),
    )
    return _insert({key: row})


def _key(key: str, recipient: str) -> str:
    """Key and recipient in at most 200 characters; a longer one is shortened to its hash."""
    whole = f"{key}:{recipient}"
    return whole if len(whole) <= KEY_LENGTH else hashlib.sha256(whole.encode()).hexdigest()


@transaction.atomic(savepoint=False)
def _insert(rows: dict[str, Notification]) -> int:
    """Insert the rows whose key is new; the number. Two at once: the second inserts nothing.

    Rows go in by key order, so that two transactions with the same keys wait and never deadlock.
    """
    known = set(
        Notification.objects.filter(dedupe_key__in=rows).values_list("dedupe_key", flat=True)
    )
    new = [rows[key] for key in sorted(rows.keys() - known)]
    if new:
        Notification.objects.bulk_create(new, ignore_conflicts=True)
        transaction.on_commit(partial(broker.nudge, DELIVER), robust=True)
    return len(new)


@transaction.atomic
def mark_read(*, by: User, notification_id: uuid.UUID | None = None) -> int:
    """Mark one of one's own messages as read, or all of them; the number that changed.

    Errors: `NotFound` for a message that is not one's own.
    """
    rows = Notification.objects.filter(recipient=by)
    if notification_id is not None:
        rows = rows.filter(pk=notification_id)
        if not rows.exists():
            raise NotFound
    return rows.filter(read_at=None).update(read_at=now())


@transaction.atomic
def choose_digest(*, by: User, digest: bool) -> None:
    """Choose between one e-mail each time and one a day. What waits follows the new choice."""
    User.objects.filter(pk=by.pk).update(digest=digest)
    by.digest = digest
    Notification.objects.filter(recipient=by, state=State.WAITING).update(digest=digest)
    audit.record("notifications.preference", by=by, obj=by, digest=digest)


@transaction.atomic
def try_again(*, by: User, notification_id: uuid.UUID | None = None) -> int:
    """Give a failed message, or all failed messages, another round of attempts; the number.

    Errors: `NotAllowed`; `NotFound` for an unknown message; `Conflict` for one that is not failed.
    """
    if not by.may(Permission.REPAIR_OPERATIONS):
        raise NotAllowed("Your role does not include repairing what is stuck.")
    rows = Notification.objects.filter(state=State.FAILED)
    if notification_id is not None:
        rows = rows.filter(pk=notification_id)
    changed = rows.update(state=State.WAITING, attempts=0, next_try_at=now(), claimed_at=None)
    if notification_id is not None and not changed:
        if not Notification.objects.filter(pk=notification_id).exists():
            raise NotFound
        raise Conflict("This message is being sent already: somebody else tried it again.")
    audit.record(
        "notifications.try_again", by=by, count=changed, notification=notification_id or "all"
    )
    transaction.on_commit(partial(broker.nudge, DELIVER), robust=True)
    return changed

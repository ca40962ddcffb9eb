"""Delivering messages: claim and commit, send, commit again, over one connection.

A worker that is killed loses nothing: what it had claimed lapses and is taken over. It can double
at most the one mail that the server had taken and whose row was not yet marked, and that repeat
carries the same Message-ID (docs/adr/0007-outbox-and-mail.md). No transaction is open while a mail
server is spoken to.
"""

import datetime as dt
import logging
import smtplib
import uuid
from functools import partial

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from dco_portal.accounts.permissions import Permission
from dco_portal.accounts.queries import people
from dco_portal.common import broker
from dco_portal.common.clock import london, now
from dco_portal.notifications import actions, mail
from dco_portal.notifications.models import Notification

logger = logging.getLogger(__name__)
State = Notification.State
BATCH = 50
LEASE = dt.timedelta(minutes=10)
WORKING_TIME = dt.timedelta(minutes=4)  # of one run; far shorter than the lease
MAX_ATTEMPTS = 12
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(seconds=30), dt.timedelta(hours=2)
DIGEST, DIGEST_LINES = "digest", 50


def wait_after(attempts: int) -> dt.timedelta:
    """How long a message rests after its nth failed attempt: 30 seconds, doubling, at most 2 hours.

    Twelve attempts span about nine hours: a mail server may be away for a night.
    """
    return min(FIRST_WAIT * 2 ** (attempts - 1), LONGEST_WAIT)


def deliver() -> int:
    """Send what may be sent now; the number sent. Safe to run in many workers at once.

    Stops when nothing is left, when the mail server cannot be reached, or after `WORKING_TIME`
    (the next run goes on).
    """
    until = now() + WORKING_TIME
    connection = get_connection()
    sent = 0
    try:
        while now() < until and (batch := claim()):
            done, reachable = _send_batch(batch, connection, until)
            sent += done
            if not reachable:
                break
    finally:
        connection.close()
    return sent


@transaction.atomic
def claim() -> list[Notification]:
    """Take up to a batch of messages into this worker's hands, the longest waiting first.

    Those of a worker that was killed come back when their lease has lapsed.
    """
    rows = list(
        Notification.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("recipient")
        .filter(state__in=[State.WAITING, State.SENDING], digest=False, next_try_at__lte=now())
        .order_by("next_try_at", "id")[:BATCH]
    )
    moment = now()
    for row in rows:
        row.state, row.claimed_at, row.next_try_at = State.SENDING, moment, moment + LEASE
        row.attempts += 1
    Notification.objects.bulk_update(rows, ["state", "claimed_at", "next_try_at", "attempts"])
    return rows


def _send_batch(
    batch: list[Notification], connection: BaseEmailBackend, until: dt.datetime
) -> tuple[int, bool]:
    """Send claimed messages one by one; (number sent, whether the mail server could be reached)."""
    try:
        connection.open()
    except Exception as error:
        logger.warning("Mail cannot leave: %s", type(error).__name__)
        for row in batch:
            failed(row, error)
        return 0, False
    sent = 0
    for position, row in enumerate(batch):
        if now() > until:
            _give_back(batch[position:])
            break
        try:
            if row.recipient is None or row.recipient.is_active:
                connection.send_messages([mail.compose(row)])
        except Exception as error:
            logger.warning("A message could not be sent: %s", type(error).__name__)
            failed(row, error)
            if isinstance(error, smtplib.SMTPServerDisconnected | OSError) and not isinstance(
                error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused
            ):
                _give_back(batch[position + 1 :])
                return sent, False
        else:
            sent += _sent(row)
    return sent, True


def _ours(row: Notification):
    """The row, if this worker's claim on it still holds."""
    return Notification.objects.filter(pk=row.pk, state=State.SENDING, claimed_at=row.claimed_at)


def _sent(row: Notification) -> int:
    """Mark as sent: 1. Somebody who left meanwhile gets no mail: the row stays in the portal only."""
    if row.recipient is None or row.recipient.is_active:
        wiped = {"link": ""} if row.secret_link else {}
        return _ours(row).update(state=State.SENT, sent_at=now(), last_error="", **wiped)
    _ours(row).update(state=State.IN_APP, last_error="no longer has an account")
    return 0


def _give_back(rows: list[Notification]) -> None:
    """Let go of messages not tried, as they were."""
    for row in rows:
        _ours(row).update(
            state=State.WAITING, attempts=row.attempts - 1, next_try_at=now(), claimed_at=None
        )


def is_final(error: Exception) -> bool:
    """Whether the mail server refused this message for good (a 5xx answer to recipient or text)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def in_words(error: Exception) -> str:
    """An error for /operations/: its kind and the server's code, never its text (it may hold names)."""
    code = getattr(error, "smtp_code", None)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next((code for code, _ in error.recipients.values()), None)
    return f"{type(error).__name__}{f' {code}' if code else ''}"


@transaction.atomic
def failed(row: Notification, error: Exception) -> None:
    """Note a failed attempt: the message waits for its next one, or has FAILED and people are told."""
    over = is_final(error) or row.attempts >= MAX_ATTEMPTS
    changed = _ours(row).update(
        state=State.FAILED if over else State.WAITING,
        next_try_at=now() + wait_after(row.attempts),
        last_error=in_words(error),
        claimed_at=None,
    )
    if changed and over and row.organisation is not None:
        actions.tell(
            recipients=people(row.organisation, Permission.ASSIGN_WORK),
            kind="notifications.failed",
            subject=f"A message could not be delivered{f': {row.reference}' if row.reference else ''}",
            body=f"The e-mail “{row.subject}” could not be delivered to "
            f"{row.recipient.name if row.recipient else row.email}. Tell them in another way. "
            "The portal’s operators see it and can try again.",
            dedupe_key=f"failed:{row.pk}:{row.attempts}",
            link="" if row.secret_link else row.link,
            reference=row.reference,
            in_app_only=True,
        )


@transaction.atomic
def digest_for(user_id: uuid.UUID) -> int:
    """Put what waits for one person into today's one e-mail; how many messages it holds.

    One a day: when today's has gone already, the rest waits for tomorrow's.
    """
    moment = now()
    rows = list(
        Notification.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("recipient")
        .filter(recipient=user_id, state=State.WAITING, digest=True)
        .order_by("id")
    )
    if not rows:
        return 0
    count, day = len(rows), london(moment).date()
    made = Notification(
        recipient=rows[0].recipient,
        kind=DIGEST,
        subject=f"Your day in the SEND health portal: {count} {'message' if count == 1 else 'messages'}",
        body=digest_text(rows),
        link="/worklist/",
        dedupe_key=f"digest:{day.isoformat()}:{user_id}",
        next_try_at=moment,
        read_at=moment,
    )
    Notification.objects.bulk_create([made], ignore_conflicts=True)
    if not Notification.objects.filter(pk=made.pk).exists():
        return 0  # today's digest has gone
    Notification.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.SENT, sent_at=moment
    )
    transaction.on_commit(partial(broker.nudge, actions.DELIVER), robust=True)
    return count


def digest_text(rows: list[Notification]) -> str:
    """The digest's text: a line per message with its reference, at most 50."""
    lines = [
        f"* {row.subject}"
        + (f" ({row.reference})" if row.reference and row.reference not in row.subject else "")
        for row in rows[:DIGEST_LINES]
    ]
    if len(rows) > DIGEST_LINES:
        lines.append(f"and {len(rows) - DIGEST_LINES} more, which you find in the portal.")
    return "\n".join(lines)


def digest() -> int:
    """Make today's digests; the number of people who get one. A repeat on the same day makes none."""
    waiting = Notification.objects.filter(state=State.WAITING, digest=True)
    users = waiting.order_by("recipient").values_list("recipient", flat=True).distinct()
    return sum(bool(digest_for(user)) for user in users.iterator(chunk_size=500))

"""The authority's side: acknowledge, take it on, record what came of it. The clinician is told each time."""

import datetime as dt

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Invalid, NotAllowed
from referrals.actions import locking, tell, work
from referrals.actions.moves import move
from referrals.models import Notification
from referrals.rules import notice as rules
from referrals.states import NotificationState as S

Outcome = Notification.Outcome
WORDS_NEEDED = {
    Outcome.NO_ACTION: "Say why no action is taken: the clinician and the parents will ask",
    Outcome.MOVED: "Say where the child has moved to, as far as you know",
}


@transaction.atomic
def acknowledge(*, by: User, notification: Notification) -> Notification:
    """Say that the authority has it. Whoever acknowledges takes it on. Raises Moved when somebody did already."""
    notification = locking.notification(by, notification.pk)
    rules.check_can_acknowledge(by, notification)
    _received(notification, by)
    move(notification, S.ACKNOWLEDGED, by=by)
    audit.record("referrals.acknowledge", by=by, obj=notification, child_id=notification.child_id)
    work.sync(notification, by=by)
    tell.about(
        notification, tell.notifier_people(notification), kind="acknowledged", subject="the local authority has it",
        body=f"{notification.la.name} has acknowledged your notification. You will be told of the outcome.",
    )  # fmt: skip
    return notification


def _received(notification: Notification, by: User) -> None:
    """Note the first sight of it by the authority it is with."""
    if notification.acknowledged_at is None:
        notification.acknowledged_at, notification.acknowledged_by = now(), by
    if (
        notification.la_officer is None
        and by.organisation
        and by.organisation.pk == notification.la_id
    ):
        notification.la_officer = by


@transaction.atomic
def record_outcome(
    *,
    by: User,
    notification: Notification,
    outcome: str,
    words: str = "",
    outcome_on: dt.date | None = None,
) -> Notification:
    """Record what the authority decided, on which day (default today). The clinician and the DCO team are told.

    Raises Invalid beside the field. A child who moved goes back to the DCO team, which sends the notice on.
    """
    notification = locking.notification(by, notification.pk)
    rules.check_can_record_outcome(by, notification)
    check_outcome(notification, outcome=outcome, words=words, outcome_on=outcome_on)
    _received(notification, by)
    notification.outcome, notification.outcome_words = outcome, words.strip()
    notification.outcome_on, notification.outcome_by = outcome_on or today(), by
    label = str(Outcome(outcome).label)
    move(notification, S.OUTCOME, by=by, reason=label)
    audit.record(
        "referrals.outcome",
        by=by,
        obj=notification,
        child_id=notification.child_id,
        outcome=outcome,
    )
    work.sync(notification, by=by)
    told = [*tell.notifier_people(notification), *tell.dco_people(notification)]
    tell.about(
        notification, {user.pk: user for user in told if user != by}.values(), kind="outcome",
        subject="the local authority’s outcome",
        body=f"{notification.la.name} has recorded an outcome: {label}. Open the notification to read what it says.",
    )  # fmt: skip
    return notification


def check_outcome(
    notification: Notification, *, outcome: str, words: str, outcome_on: dt.date | None
) -> None:
    """An outcome of the list, not before the authority had the notice, with words where they are owed."""
    errors: dict[str | None, str] = {}
    if outcome not in Outcome.values or not outcome:
        errors["outcome"] = "Choose the outcome"
    elif not words.strip() and (needed := WORDS_NEEDED.get(Outcome(outcome))):
        errors["words"] = needed
    if outcome_on and outcome_on > today():
        errors["outcome_on"] = "The day of the outcome cannot be in the future"
    elif outcome_on and outcome_on < notification.sent_on:
        errors["outcome_on"] = "The day of the outcome cannot be before the notification was sent"
    if errors:
        raise Invalid(errors)


@transaction.atomic
def look_again(*, by: User, notification: Notification, reason: str) -> Notification:
    """Take back an outcome, with the reason; it stays in the history. The clinician is told."""
    notification = locking.notification(by, notification.pk)
    rules.check_can_look_again(by, notification)
    before = notification.get_outcome_display()
    notification.outcome, notification.outcome_words = Outcome.NONE, ""
    notification.outcome_on = notification.outcome_by = None
    move(notification, S.ACKNOWLEDGED, by=by, reason=f"{reason.strip()} (before: {before})")
    audit.record("referrals.look_again", by=by, obj=notification, child_id=notification.child_id)
    work.sync(notification, by=by)
    tell.about(
        notification, tell.notifier_people(notification), kind="look_again", subject="the outcome is open again",
        body=f"{notification.la.name} has taken its outcome back and looks again. You will be told of the new one.",
    )  # fmt: skip
    return notification


@transaction.atomic
def assign(*, by: User, notification: Notification, officer: User | None) -> Notification:
    """Give it to an officer of the authority, or to nobody. Raises NotAllowed, Invalid."""
    notification = locking.notification(by, notification.pk)
    if not by.may(P.ASSIGN_WORK) or rules.side_of(by, notification) != rules.Side.LA:
        raise NotAllowed("Only the authority’s own officers give it to somebody.")
    if officer and not people(notification.la, P.REQUEST_ADVICE).filter(pk=officer.pk).exists():
        raise Invalid({"owner": "Choose an officer of your authority"})
    notification.la_officer = officer
    notification.save()
    audit.record(
        "referrals.assign", by=by, obj=notification, owner=officer.pk if officer else "nobody"
    )
    work.sync(notification, by=by)
    if officer and officer != by:
        tell.about(
            notification, [officer], kind="assigned", subject="you have been given a notification",
            body=f"{by.name} gave you this notification of a child under compulsory school age.",
        )  # fmt: skip
    return notification

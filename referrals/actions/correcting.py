"""The DCO team's side: send on to the right authority, end what should not count. It never withholds a notice."""

import datetime as dt

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.children.queries import hidden_home
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid
from dco_portal.organisations.models import Organisation
from referrals import documents
from referrals.actions import locking, tell, work
from referrals.actions.moves import move, note
from referrals.models import LaCorrection, Notification
from referrals.rules import notice as rules
from referrals.rules import routing
from referrals.states import NotificationState as S

Cause, Basis = LaCorrection.Cause, Notification.LaBasis


@transaction.atomic
def correct(
    *,
    by: User,
    notification: Notification,
    la: Organisation,
    cause: str,
    reason: str,
    postcode: str = "",
    icb: Organisation | None = None,
) -> Notification:
    """Send it on to another authority: the one before is kept on record and loses its part.

    `cause`: it went to the wrong one, or the child has moved; `postcode` is the right or the new one. The new
    authority has it at once and the notifier is told. Raises Invalid beside the field: the same authority, one
    that the postcode rules out, no reason, or a board that is unclear.
    """
    notification = locking.notification(by, notification.pk)
    rules.check_can_correct(by, notification)
    board = _checked(notification, la=la, cause=cause, reason=reason, postcode=postcode, icb=icb)
    before = notification.la
    LaCorrection.objects.create(
        notification=notification, cause=cause, la_before=before, la_after=la, since_before=notification.la_since,
        basis_before=notification.la_basis, postcode_before=notification.home_postcode,
        postcode_after="" if hidden_home(notification.child) else routing.shown(postcode), acknowledged_before=notification.acknowledged_at,
        outcome_before=notification.outcome, outcome_words_before=notification.outcome_words, reason=reason.strip(), by=by,
    )  # fmt: skip
    officers = tell.la_people(notification)
    _hand_over(notification, la=la, board=board, reason=reason, postcode=postcode)
    words = f"{Cause(cause).label}: {before.name}, now {la.name}. {reason.strip()}"
    if notification.state == S.SENT:
        note(notification, by=by, reason=words)
    else:
        move(notification, S.SENT, by=by, reason=words)
    audit.record(
        "referrals.correct", by=by, obj=notification, child_id=notification.child_id, before=before.pk, after=la.pk, cause=cause,
    )  # fmt: skip
    work.sync(notification, by=by)
    documents.notice(notification, by=by)
    _tell_of_correction(notification, before, officers, cause)
    return notification


def _checked(
    notification: Notification,
    *,
    la: Organisation,
    cause: str,
    reason: str,
    postcode: str,
    icb: Organisation | None,
) -> Organisation:
    """The board of the new authority, when everything is in order."""
    errors: dict[str | None, str] = {}
    if la.pk == notification.la_id:
        errors["la"] = f"It is with {la.name} already"
    elif la.closed():
        errors["la"] = f"{la.name} has closed: choose its successor"
    if cause not in Cause.values:
        errors["cause"] = "Choose why it goes to another authority"
    if not reason.strip():
        errors["reason"] = "Give the reason: both authorities and the notifier see it"
    if errors:
        raise Invalid(errors)
    route = routing.route(postcode or ("" if cause == Cause.MOVED else notification.home_postcode))
    if postcode:
        routing.check_postcode(postcode)
    if route.fit is routing.Fit.POSTCODE and route.la != la:
        raise Invalid(
            {"la": f"{route.words} Correct the postcode below if the child lives elsewhere"}
        )
    certain = route.icb if route.la == la else routing.board_of(la)
    if certain is None and icb is not None and icb in routing.boards_for(la):
        certain = icb
    if certain is None and notification.icb in routing.boards_for(la):
        certain = notification.icb
    if certain is None:
        raise Invalid({"icb": "Choose the integrated care board of the child’s home"})
    return certain


def _hand_over(
    notification: Notification, *, la: Organisation, board: Organisation, reason: str, postcode: str
) -> None:
    """To the new authority it is as if it had just been sent; what the first did is in the correction's row."""
    notification.la, notification.icb = la, board
    notification.la_basis, notification.la_basis_words = (
        Basis.CORRECTED,
        reason.strip()[: routing.WHY_MOST],
    )
    if postcode:
        hidden = hidden_home(notification.child)
        notification.home_postcode = "" if hidden else routing.shown(postcode)
    notification.la_since = now()
    notification.acknowledged_at = notification.acknowledged_by = notification.la_officer = None
    notification.outside_on, notification.outside_how = None, ""
    notification.outcome, notification.outcome_words = Notification.Outcome.NONE, ""
    notification.outcome_on = notification.outcome_by = None


def _tell_of_correction(
    notification: Notification, before: Organisation, officers: list[User], cause: str
) -> None:
    la = notification.la
    tell.about(
        notification, tell.la_people(notification), kind="sent", subject="a child under compulsory school age",
        body=f"{notification.body.name} has notified your authority of a child under compulsory school age "
        f"(Children and Families Act 2014 section 23). It was with {before.name} before. Please acknowledge it.",
    )  # fmt: skip
    tell.about(
        notification, officers, kind="sent_on", subject="sent on to another authority", linked=False,
        body=f"{Cause(cause).label}. It is with {la.name} now and needs nothing more from you.",
    )  # fmt: skip
    tell.about(
        notification, tell.notifier_people(notification), kind="corrected", subject="it is with another authority now",
        body=f"{Cause(cause).label}. Your notification went to {before.name} and is with {la.name} now. "
        "You need not send it again; please use this authority for the family from now on.",
    )  # fmt: skip
    tell.about(
        notification, tell.dco_people(notification), kind="seen", subject="a child under compulsory school age",
        body=f"A notification in your area is with {la.name} now.", in_app_only=rules.la_is_here(notification),
    )  # fmt: skip


@transaction.atomic
def note_outside(*, by: User, notification: Notification, on: dt.date, how: str) -> Notification:
    """Note when and how an authority that is not on the portal was sent the notice. The notifier is told."""
    notification = locking.notification(by, notification.pk)
    rules.check_can_note_outside(by, notification)
    errors: dict[str | None, str] = {}
    if on > today():
        errors["on"] = "The day cannot be in the future"
    elif on < notification.sent_on:
        errors["on"] = "The day cannot be before the notification was sent"
    if not how.strip():
        errors["how"] = "Say how it was sent, such as by secure e-mail to the early years team"
    if errors:
        raise Invalid(errors)
    notification.outside_on, notification.outside_how = on, how.strip()
    note(
        notification, by=by, reason=f"Sent to {notification.la.name} by other means: {how.strip()}"
    )
    audit.record("referrals.note_outside", by=by, obj=notification, child_id=notification.child_id)
    work.sync(notification, by=by)
    tell.about(
        notification, tell.notifier_people(notification), kind="outside", subject="the local authority has been sent it",
        body=f"{notification.la.name} is not on the portal. The DCO team has sent it the notice by other means.",
    )  # fmt: skip
    return notification


@transaction.atomic
def mark_duplicate(*, by: User, notification: Notification, of: Notification) -> Notification:
    """End it because an earlier one tells the same. Nothing is taken back from the authority; all are told."""
    notification = locking.notification(by, notification.pk)
    rules.check_can_mark_duplicate(by, notification)
    if not rules.firsts(by, notification).filter(pk=of.pk).exists():
        raise Invalid({"of": "Choose another notification of the same child"})
    notification.duplicate_of = of
    notification.ended_reason = f"It repeats {of.reference}."
    move(notification, S.DUPLICATE, by=by, reason=notification.ended_reason)
    audit.record(
        "referrals.duplicate",
        by=by,
        obj=notification,
        child_id=notification.child_id,
        of=of.reference,
    )
    work.sync(notification, by=by)
    _tell_all(notification, by, kind="duplicate", subject="ended as a duplicate",
              body=f"It repeats {of.reference}, which goes on. Nothing is deleted.")  # fmt: skip
    return notification


@transaction.atomic
def enter_in_error(*, by: User, notification: Notification, reason: str) -> Notification:
    """End what should never have been sent, such as one about another child. All are told to disregard it."""
    notification = locking.notification(by, notification.pk)
    rules.check_can_enter_in_error(by, notification)
    if not reason.strip():
        raise Invalid({"reason": "Give the reason"})
    notification.ended_reason = reason.strip()
    move(notification, S.IN_ERROR, by=by, reason=reason.strip())
    audit.record("referrals.in_error", by=by, obj=notification, child_id=notification.child_id)
    work.sync(notification, by=by)
    _tell_all(notification, by, kind="in_error", subject="entered in error",
              body="Please disregard this notification: it was entered in error. The reason stands in its history.")  # fmt: skip
    return notification


@transaction.atomic
def reopen(*, by: User, notification: Notification, reason: str) -> Notification:
    """Undo an end as duplicate or entered in error, with the reason. The authority has it again."""
    notification = locking.notification(by, notification.pk)
    rules.check_can_reopen(by, notification)
    if not reason.strip():
        raise Invalid({"reason": "Give the reason"})
    if notification.their_reference and _taken(notification):
        raise Conflict("It has been imported again since under the same reference: use that one.")
    notification.duplicate_of, notification.ended_reason = None, ""
    notification.acknowledged_at = notification.acknowledged_by = None
    move(notification, S.SENT, by=by, reason=reason.strip())
    audit.record("referrals.reopen", by=by, obj=notification, child_id=notification.child_id)
    work.sync(notification, by=by)
    _tell_all(notification, by, kind="reopened", subject="open again",
              body="This notification counts again. The local authority is asked to acknowledge it.")  # fmt: skip
    return notification


def _taken(notification: Notification) -> bool:
    same = Notification.objects.filter(
        organisation=notification.organisation, their_reference=notification.their_reference
    )
    return same.exclude(pk=notification.pk).exclude(state=S.IN_ERROR).exists()


def _tell_all(notification: Notification, by: User, *, kind: str, subject: str, body: str) -> None:
    """The authority, the notifier and the DCO team, but for whoever did it."""
    everyone = [
        *tell.la_people(notification),
        *tell.notifier_people(notification),
        *tell.dco_people(notification),
    ]
    others = {user.pk: user for user in everyone if user != by}
    tell.about(notification, others.values(), kind=kind, subject=subject, body=body)

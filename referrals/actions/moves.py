"""Moving a notification from one state to another, with its history row."""

from dco_portal.accounts.models import User
from referrals.models import Notification, StateChange
from referrals.rules.notice import Moved
from referrals.states import MOVES


def start(notification: Notification, *, by: User | None, reason: str = "") -> None:
    """Note the first state of a notification just sent."""
    _note(notification, by=by, from_state="", reason=reason)


def move(notification: Notification, to: str, *, by: User | None, reason: str = "") -> None:
    """Move a locked notification and save it. Raises Conflict, naming who did what, when it may not move so."""
    if to not in MOVES[notification.state]:
        raise Moved(notification)
    from_state, notification.state = notification.state, to
    notification.save()
    _note(notification, by=by, from_state=from_state, reason=reason)


def note(notification: Notification, *, by: User | None, reason: str) -> None:
    """Save a locked notification that stays in its state, with a row that says what happened."""
    notification.save()
    _note(notification, by=by, from_state=notification.state, reason=reason)


def _note(notification: Notification, *, by: User | None, from_state: str, reason: str) -> None:
    StateChange.objects.create(
        notification=notification,
        by=by,
        by_role=by.membership.role if by and by.membership else "",
        from_state=from_state,
        to_state=notification.state,
        reason=reason,
    )

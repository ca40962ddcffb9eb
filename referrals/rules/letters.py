"""Who may have papers of a notification made again."""

from dco_portal.accounts.models import User
from dco_portal.common.errors import NotAllowed
from dco_portal.common.pairs import answers
from referrals.models import Message, Notification
from referrals.rules.notice import Moved, side_of
from referrals.states import VOID

Side = Message.Side


def check_can_make(user: User, notification: Notification) -> None:
    """Whoever notified and the DCO team, while the notification counts."""
    if side_of(user, notification) not in {Side.NOTIFIER, Side.DCO}:
        raise NotAllowed("Only whoever notified and the DCO team have these papers made.")
    if notification.state in VOID:
        raise Moved(notification)


can_make = answers(check_can_make)

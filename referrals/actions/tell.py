"""Messages of this app: what changed, with reference and link, and no child."""

from collections.abc import Iterable

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.ids import new_id
from dco_portal.notifications import actions as notifications
from referrals.models import Message, Notification

Side = Message.Side


def la_people(notification: Notification) -> list[User]:
    """The officer who has it; without one, every SEND officer of the authority."""
    officer = notification.la_officer
    if officer and officer.is_active:
        return [officer]
    return list(people(notification.la, P.REQUEST_ADVICE))


def dco_people(notification: Notification) -> list[User]:
    """The DCO team of the child's board."""
    return list(people(notification.icb, P.TRIAGE))


def notifier_people(notification: Notification) -> list[User]:
    """Whoever notified; when they have left, the service's leads."""
    if notification.notifier.is_active:
        return [notification.notifier]
    return list(people(notification.organisation, P.ALLOCATE, service=notification.service))


def of_side(notification: Notification, side: str) -> list[User]:
    """The people of one side."""
    return {Side.LA: la_people, Side.DCO: dco_people, Side.NOTIFIER: notifier_people}[Side(side)](
        notification
    )


def link(notification: Notification) -> str:
    """The path of a notification's page."""
    return reverse("referrals:case", args=[notification.pk])


def about(
    notification: Notification,
    recipients: Iterable[User],
    *,
    kind: str,
    subject: str,
    body: str,
    linked: bool = True,
    in_app_only: bool = False,
    key: str = "",
) -> int:
    """Tell people about a notification; each call is an event of its own unless `key` names it.

    `linked=False` for those who have lost their part by it. The DCO team learns of mails that cannot be delivered.
    """
    return notifications.tell(
        recipients=list(recipients),
        kind=f"referrals.{kind}",
        subject=f"{notification.reference}: {subject}",
        body=body,
        link=link(notification) if linked else "",
        reference=notification.reference,
        dedupe_key=f"referrals.{kind}:{key or new_id()}",
        organisation=notification.icb,
        in_app_only=in_app_only,
    )

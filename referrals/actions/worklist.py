"""What the worklist does with notifications: give them to somebody, and chase."""

import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, NotAllowed
from dco_portal.work import actions as work_actions
from referrals.actions import answering, locking, tell
from referrals.models import Notification
from referrals.queries.thread import open_questions
from referrals.rules import notice as rules
from referrals.states import OPEN

Side = rules.Side


def candidates(*, by: User, object_id: uuid.UUID) -> list[User]:
    """Whom it may be given to: officers of the authority, or colleagues of the DCO team; nobody else's."""
    row = Notification.objects.visible_to(by).filter(pk=object_id).first()
    if row is None or not by.may(P.ASSIGN_WORK):
        return []
    side = rules.side_of(by, row)
    needed = {Side.LA: P.REQUEST_ADVICE, Side.DCO: P.TRIAGE}.get(Side(side)) if side else None
    return list(people(by.organisation, needed)) if needed else []


@transaction.atomic
def assign(*, by: User, object_id: uuid.UUID, item_id: uuid.UUID, owner: User | None) -> None:
    """Give it to a colleague. The authority's officer is noted on the notification itself."""
    notification = locking.notification(by, object_id)
    if rules.side_of(by, notification) == Side.LA:
        answering.assign(by=by, notification=notification, officer=owner)
        return
    if rules.side_of(by, notification) != Side.DCO:
        raise NotAllowed("A notification stays with whoever sent it.")
    work_actions.assign(by=by, item_id=item_id, owner=owner)
    audit.record("referrals.assign", by=by, obj=notification, owner=owner.pk if owner else "nobody")


@transaction.atomic
def chase(*, by: User, object_id: uuid.UUID) -> int:
    """Remind whoever owes an answer, at most once a day; how many people were told.

    Raises Conflict when nobody else owes anything, or all were reminded today.
    """
    if not by.may(P.ASSIGN_WORK):
        raise NotAllowed("You may not chase others.")
    notification = locking.notification(by, object_id)
    owing = {row.to_side for row in open_questions(notification)}
    if notification.state in OPEN:
        owing.add(Side.LA)
    owing.discard(rules.side_of(by, notification))
    if not owing:
        raise Conflict("Nothing is outstanding with anybody else.")
    told = sum(
        tell.about(
            notification, [user for user in tell.of_side(notification, side) if user != by], kind="chase",
            subject="please answer", body=f"{by.name} asks how far this notification is.",
            key=f"{notification.pk}:{side}:{today()}",
        )
        for side in sorted(owing)
    )  # fmt: skip
    if not told:
        raise Conflict("They were reminded today already.")
    audit.record("referrals.chase", by=by, obj=notification, people=told)
    return told

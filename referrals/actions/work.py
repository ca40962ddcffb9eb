"""Mirrors a notification into the worklists, and says who has a part in it.

Called at the end of every action that changes a state, an owner or a side. It derives everything from
the record as it stands, so that calling it twice changes nothing.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.children import actions as children
from dco_portal.children.models import Involvement
from dco_portal.common.clock import london
from dco_portal.organisations import policy
from dco_portal.organisations.models import Organisation
from dco_portal.work import actions as work
from referrals.models import Message, Notification
from referrals.queries.thread import open_questions
from referrals.rules.notice import la_is_here
from referrals.states import OPEN, VOID, NotificationState

KIND = "referrals.notification"
S, Side = NotificationState, Message.Side


@dataclass(frozen=True)
class Step:
    """What one side has to do, or waits for; `target_on` is local policy."""

    words: str
    part: str = "owes"
    target_on: dt.date | None = None


# By organisation: who, what it does next, and on which side.
Plan = dict[Any, tuple[Organisation, Step, str]]


def sync(notification: Notification, *, by: User | None) -> None:
    """Bring involvements and work items up to date."""
    sides = _sides(notification)
    left = _involve(notification, sides, by=by)
    asked = set(open_questions(notification).values_list("to_side", flat=True))
    plan = _plan(notification, sides, asked)
    work.push_many(items=[_item(notification, *row) for row in plan.values()])
    for organisation in [*left, *(side[0] for side in sides)]:
        if organisation.pk not in plan:
            work.close(object_id=notification.pk, organisation=organisation)


def sync_new(notifications: Sequence[Notification], *, by: User | None) -> None:
    """`sync` for many that have just been made, in few statements: nothing was asked and nobody had them before."""
    plans: dict[tuple, Plan] = {}
    items, parts = [], []
    for notification in notifications:
        sides = _sides(notification)
        key = (
            *(organisation.pk for organisation, _ in sides), notification.state, notification.voluntary,
            notification.outcome, notification.outside_on is None, london(notification.la_since).date(),
        )  # fmt: skip
        if key not in plans:
            plans[key] = _plan(notification, sides, set())
        items += [_item(notification, *row) for row in plans[key].values()]
        parts += [
            children.Part(child_id=notification.child_id, case_kind=KIND, case_id=notification.pk, **part)
            for part in _parts(notification, sides)
        ]  # fmt: skip
    children.involve_many(by=by, parts=parts)
    work.push_many(items=items)


def _plan(
    notification: Notification, sides: list[tuple[Organisation, str]], asked: set[str]
) -> Plan:
    """Each organisation's step and the side it takes it on; what is owed goes before what is watched."""
    found: Plan = {}
    for organisation, side in sides:
        step = _STEPS[side](notification, side in asked)
        if step is None:
            continue
        before = found.get(organisation.pk)
        if before is None or (before[1].part == "watches" and step.part == "owes"):
            found[organisation.pk] = (organisation, step, side)
    return found


def _item(
    notification: Notification, organisation: Organisation, step: Step, side: str
) -> dict[str, Any]:
    """What `work.push` takes."""
    return {
        "kind": KIND, "object_id": notification.pk, "organisation": organisation, "reference": notification.reference,
        "title": "Notification of a child under 5", "step": step.words, "part": step.part, "target_on": step.target_on,
        "link": reverse("referrals:case", args=[notification.pk]), **_owner(notification, side),
    }  # fmt: skip


def _sides(notification: Notification) -> list[tuple[Organisation, str]]:
    """Every organisation with a part, and the side it is on; a board may be on two."""
    sides = [
        (notification.la, Side.LA),
        (notification.icb, Side.DCO),
        (notification.organisation, Side.NOTIFIER),
    ]
    if notification.body_id not in {notification.icb_id, notification.organisation_id}:
        sides.append((notification.body, Side.DCO))
    return [(organisation, side.value) for organisation, side in sides]


REASONS = {
    Side.LA: "Was notified of the child (s.23)",
    Side.DCO: "Sees a notification in its area (s.23)",
    Side.NOTIFIER: "Notified the local authority (s.23)",
}


def _involve(
    notification: Notification, sides: list[tuple[Organisation, str]], *, by: User | None
) -> list[Organisation]:
    """Each side has a part; on the notifier's, the service and the person who sent it.

    Returns the sides that have none any more.
    """
    now_in = {organisation.pk for organisation, _ in sides}
    there = Involvement.objects.filter(case_id=notification.pk, ends_on=None)
    held = list(there.select_related("organisation", "service", "user"))
    left = {row.organisation_id: row.organisation for row in held}
    left = {key: organisation for key, organisation in left.items() if key not in now_in}
    for organisation in left.values():
        children.release(by=by, case_id=notification.pk, organisation=organisation)
    known = {(row.organisation, row.service, row.user) for row in held}
    for part in _parts(notification, sides):
        if (part["organisation"], part.get("service"), part.get("user")) not in known:
            children.involve(
                by=by, child=notification.child, case_kind=KIND, case_id=notification.pk, **part
            )
    return list(left.values())


def _parts(
    notification: Notification, sides: list[tuple[Organisation, str]]
) -> list[dict[str, Any]]:
    """Each side's part as `children.involve` takes it; the notifier's is the service's and the sender's own."""
    found: list[dict[str, Any]] = []
    for organisation, side in sides:
        part: dict[str, Any] = {"organisation": organisation, "reason": REASONS[Side(side)]}
        if side == Side.NOTIFIER:
            part["service"] = notification.service
            found.append({**part, "user": notification.notifier})
        found.append(part)
    return found


def _owner(notification: Notification, side: str) -> dict[str, Any]:
    """Who has the item where the record knows; in the DCO team whoever was given it in the worklist."""
    if side == Side.LA:
        return {"owner": notification.la_officer}
    if side == Side.NOTIFIER:
        return {"owner": notification.notifier, "team": notification.service}
    return {}


def _after(moment: dt.datetime, key: str, organisation: Organisation) -> dt.date:
    days = int(policy.value(key, organisation))
    return london(moment).date() + dt.timedelta(days=days)


def la_step(notification: Notification, asked: bool) -> Step | None:
    """The authority's next step. The days are the board's local policy: the Act sets none."""
    if notification.state in VOID:
        return None
    if asked:
        return Step("Answer the question")
    if notification.state == S.SENT:
        due = _after(notification.la_since, "s23.acknowledge_days", notification.icb)
        return Step("Acknowledge the notification", target_on=due)
    if notification.state == S.ACKNOWLEDGED:
        due = _after(notification.la_since, "s23.outcome_days", notification.icb)
        return Step("Record the outcome", target_on=due)
    return None


def dco_step(notification: Notification, asked: bool) -> Step | None:
    """The DCO team's: it watches, answers, and sends on what went to a wrong or absent authority."""
    if notification.state in VOID:
        return None
    if asked:
        return Step("Answer the question")
    moved = notification.state == S.OUTCOME and notification.outcome == Notification.Outcome.MOVED
    if moved:
        return Step("Send it on to the new local authority")
    if notification.state not in OPEN:
        return None
    if notification.outside_on is None and not la_is_here(notification):
        return Step("Send the notice to the authority, which is not on the portal")
    return Step("Waiting for the local authority", part="watches")


def notifier_step(notification: Notification, asked: bool) -> Step | None:
    """The notifier's: answer, tell the parents of voluntary organisations (s.23(4)), or wait."""
    if notification.state in VOID:
        return None
    if asked:
        return Step("Answer the question")
    if notification.voluntary == Notification.Voluntary.NOT_YET:
        return Step("Tell the parents of voluntary organisations")
    if notification.state in OPEN:
        return Step("Waiting for the local authority", part="watches")
    return None


_STEPS = {Side.LA.value: la_step, Side.DCO.value: dco_step, Side.NOTIFIER.value: notifier_step}

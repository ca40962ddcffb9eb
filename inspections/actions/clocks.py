"""The dates that follow from an inspection: started, named by the letter, done, taken back."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict
from dco_portal.deadlines import rules as law
from dco_portal.organisations import policy
from dco_portal.organisations.models import Organisation
from dco_portal.work import actions as work
from dco_portal.work.models import WorkItem
from inspections.actions.rows import part
from inspections.models import Clock, Inspection
from inspections.rules import clocks as rules
from inspections.states import InspectionState

KIND = "inspections.clock"
OWN_DATE = "Submit it by our own date (local policy)"


def follow(inspection: Inspection) -> None:
    """Start, move or drop the clocks of an inspection as its facts now stand, and end windows it fills.

    For the calling action, which audits. A date once counted stays while its start stays. Raises
    `Invalid` where a date cannot be counted.
    """
    _follow(inspection)
    _fill_windows(inspection.la)


def _follow(inspection: Inspection) -> None:
    known = {clock.rule: clock for clock in inspection.clocks.all()}
    for started in _set_going(inspection):
        if started.starts_on is None:
            continue
        clock = known.pop(started.rule, None) or Clock(inspection=inspection, rule=started.rule)
        _start(clock, inspection, started.starts_on)
    for clock in known.values():
        work.close(object_id=clock.pk)
        clock.delete()


def _set_going(inspection: Inspection) -> list[rules.Started]:
    if inspection.state != InspectionState.REPORTED:
        return []
    days = {
        rules.RECEIVED: inspection.received_on,
        rules.REPORTED: inspection.reported_on,
        rules.VISIT: inspection.ended_on or inspection.began_on,
    }
    return rules.set_going(inspection.framework, inspection.outcome, days)


def _start(clock: Clock, inspection: Inspection, starts_on: dt.date) -> None:
    if clock._state.adding or clock.starts_on != starts_on:
        days = int(policy.value(rules.PLAN_DAYS, inspection.icb))
        counted = rules.count(clock.rule, starts_on, days)
        clock.starts_on, clock.due_on = starts_on, counted.due_on
        clock.is_policy, clock.approximate = counted.is_policy, counted.approximate
    clock.inspection = inspection
    clock.save()
    mirror(clock)


def _fill_windows(la: Organisation) -> None:
    """A window ends when an inspection it tells of begins in the same area."""
    windows = Clock.objects.filter(inspection__la=la, approximate=True)
    for window in windows.select_related("inspection"):
        came = Inspection.objects.filter(
            la=la, framework=rules.FOLLOWED_BY[window.rule], began_on__lte=today(),
            began_on__gt=window.inspection.began_on,
        )  # fmt: skip
        day = came.order_by("began_on").values_list("began_on", flat=True).first()
        if day != window.done_on:
            window.done_on = day
            window.save()


def mirror(clock: Clock) -> None:
    """Put an open date into the lists of those who answer for the area, or take it off."""
    if clock.by is None or clock.approximate or clock.done_on:
        work.close(object_id=clock.pk)
        return
    inspection = clock.inspection
    own = clock.is_policy and clock.letter_on is None
    for organisation in keepers(inspection.la, inspection.icb):
        work.push(
            kind=KIND,
            object_id=clock.pk,
            organisation=organisation,
            title=f"{_title(clock.rule)}: {inspection.la.label}"[:120],
            step=OWN_DATE if own else "Do it, then note the day",
            link=reverse("inspections:desk-inspection", args=[inspection.pk]),
            rule=clock.rule,
            due_on=None if own else clock.by,
            target_on=clock.by if own else None,
            **_owner(clock.pk, organisation),
        )


def _title(rule: str) -> str:
    return law.get(rules.PLAN if rule == rules.PLAN_DEFAULT else rule).title


def keepers(la: Organisation, icb: Organisation) -> list[Organisation]:
    """Of the area's two organisations those with people who keep inspections; the board where neither has."""
    return [each for each in (la, icb) if people(each, P.RUN_INSPECTION).exists()] or [icb]


def _owner(object_id: uuid.UUID, organisation: Organisation) -> dict[str, Any]:
    """The first improvement manager there, unless the item is in the list already."""
    if WorkItem.objects.filter(object_id=object_id, organisation=organisation).exists():
        return {}
    manager = people(organisation, P.MANAGE_PLANS).first()
    return {"owner": manager} if manager else {}


@transaction.atomic
def set_letter(*, by: User, clock_id: uuid.UUID, letter_on: dt.date | None) -> Clock:
    """Note the date the inspectorates' letter names, which goes first; None takes it back.

    Errors: `NotFound`, `NotAllowed`, `Conflict` where no letter names a date, `Invalid`.
    """
    clock = part(Clock, by, clock_id)
    if letter_on is not None:
        rules.check_letter(clock.rule, clock.starts_on, clock.due_on, letter_on)
    clock.letter_on = letter_on
    clock.save()
    audit.record(
        "inspections.letter_date", by=by, obj=clock, rule=clock.rule, letter_on=str(letter_on or "")
    )
    mirror(clock)
    return clock


@transaction.atomic
def mark_done(*, by: User, clock_id: uuid.UUID, done_on: dt.date) -> Clock:
    """Note the day on which it was done. The duty and our own date for it are done together.

    Errors: `NotFound`, `NotAllowed`, `Conflict` for a window or what is done already, `Invalid`.
    """
    clock = part(Clock, by, clock_id)
    rules.check_done(
        approximate=clock.approximate, starts_on=clock.starts_on, done_on=done_on, today=today()
    )
    if clock.done_on:
        raise Conflict("Somebody has noted already that this was done.")
    _set_done(clock, done_on)
    audit.record("inspections.clock_done", by=by, obj=clock, rule=clock.rule, done_on=str(done_on))
    return clock


@transaction.atomic
def mark_not_done(*, by: User, clock_id: uuid.UUID) -> Clock:
    """Take back that it was done. Errors: `NotFound`, `NotAllowed`, `Conflict`."""
    clock = part(Clock, by, clock_id)
    if clock.approximate or clock.done_on is None:
        raise Conflict("This is not noted as done.")
    before = clock.done_on
    _set_done(clock, None)
    audit.record(
        "inspections.clock_not_done", by=by, obj=clock, rule=clock.rule, before=str(before)
    )
    return clock


def _set_done(clock: Clock, day: dt.date | None) -> None:
    together = rules.TOGETHER.get(clock.rule, (clock.rule,))
    for each in clock.inspection.clocks.filter(rule__in=together):
        each.inspection, each.done_on = clock.inspection, day
        each.save()
        mirror(each)
    clock.done_on = day

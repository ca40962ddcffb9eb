"""A red figure opens a commentary for the measure's owner; it closes when the measure is red no more.

`sync` derives everything from the figures as they stand, so that calling it twice changes nothing.
"""

import datetime as dt
import uuid

from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.clock import now, today
from dco_portal.common.errors import NotFound
from dco_portal.organisations import policy
from dco_portal.organisations.models import Organisation
from dco_portal.work import actions as work
from inspections.actions import notices
from inspections.models import Commentary, Measure, Reading
from inspections.queries import owners
from inspections.rules import measures as pure
from inspections.rules import measuring as rules
from inspections.states import CommentaryState, PlanState, Rating

KIND = "inspections.commentary"
S = CommentaryState


def latest(measure: Measure) -> Reading | None:
    """The figure of the newest period."""
    return measure.readings.filter(replaced_at=None).order_by("-ends_on", "-id").first()


def rated(measure: Measure, reading: Reading) -> Rating | None:
    """How a figure is rated now."""
    points = list(measure.trajectory.values_list("ends_on", "value"))
    planned = pure.expected(points, measure.target, reading.ends_on)
    return pure.rate(
        value=reading.value, planned=planned, polarity=measure.polarity, tolerance=measure.tolerance
    )


def sync(measure: Measure, *, by: User | None) -> Commentary | None:
    """Bring what is owed about a locked measure up to date; the commentary of its newest period, if red."""
    reading = latest(measure)
    watched = measure.plan.state == PlanState.ACTIVE and measure.retired_on is None
    red = watched and reading is not None and rated(measure, reading) == Rating.RED
    kept = _opened(measure, reading, by=by) if red and reading is not None else None
    for old in measure.commentaries.exclude(state=S.CLOSED):
        if kept is None or old.pk != kept.pk:
            old.state = S.CLOSED
            old.save()
            work.close(object_id=old.pk)
            audit.record("inspections.commentary_close", by=by, obj=old, ends_on=old.ends_on)
    if kept is not None:
        _list(kept, measure)
    return kept


def _opened(measure: Measure, reading: Reading, *, by: User | None) -> Commentary:
    """The period's commentary: asked for now, or taken up again with the words it had."""
    found = measure.commentaries.select_for_update().filter(ends_on=reading.ends_on).first()
    due_on = today() + dt.timedelta(
        days=policy.value("inspections.commentary_days", measure.plan.icb)
    )
    if found is None:
        found = Commentary.objects.create(
            measure=measure,
            reading=reading,
            plan=measure.plan,
            ends_on=reading.ends_on,
            due_on=due_on,
        )
        audit.record("inspections.commentary_ask", by=by, obj=found, ends_on=found.ends_on)
    elif found.state == S.CLOSED:
        found.state = S.WRITTEN if found.why else S.OPEN
        found.due_on = found.due_on if found.why else due_on
        audit.record("inspections.commentary_reopen", by=by, obj=found, ends_on=found.ends_on)
    found.reading, found.measure, found.plan = reading, measure, measure.plan
    found.save()
    return found


def _list(commentary: Commentary, measure: Measure) -> None:
    """Put it in its owner's list and tell them once; without an owner, in the managers' list."""
    if commentary.state != S.OPEN:
        work.close(object_id=commentary.pk)
        return
    plan = measure.plan
    place: Organisation | None = None
    if measure.owner is not None:
        _user, place = owners.owners(plan).get(measure.owner.pk, (None, None))
    owner = measure.owner if place is not None else None
    place = place or next(
        (body for body in (plan.la, plan.icb) if people(body, P.MANAGE_PLANS).exists()), plan.icb
    )
    for body in {plan.la, plan.icb} - {place}:
        work.close(object_id=commentary.pk, organisation=body)
    work.push(
        kind=KIND, object_id=commentary.pk, organisation=place, reference=plan.reference,
        title=f"{measure.number} is red for {pure.named(commentary.reading.starts_on, commentary.ends_on)}",
        step="Say why, and what is being done", owner=owner, due_on=None, target_on=commentary.due_on,
        link=link(commentary),
    )  # fmt: skip
    told = [owner] if owner else notices.managers(plan)
    notices.tell(
        plan, told, kind="commentary", key=f"{commentary.pk}:{owner.pk if owner else 'managers'}",
        subject=f"{measure.number} is red",
        body=f"The figure of “{measure.name}” is red for "
        f"{pure.named(commentary.reading.starts_on, commentary.ends_on)}. Please say why, what is being done and "
        f"by when it will be right, by {commentary.due_on:%-d %B %Y}.",
        link=link(commentary),
    )  # fmt: skip


def link(commentary: Commentary) -> str:
    """The path of its page."""
    return reverse("inspections:commentary", args=[commentary.pk])


@transaction.atomic
def write(
    *, by: User, commentary_id: uuid.UUID, why: str, doing: str, right_by: dt.date | None
) -> Commentary:
    """Say why a measure is red, what is being done and by when it is right; again while it is red.

    By its owner, a stand-in or a manager of the plan. Raises NotFound, NotAllowed, Conflict once it is
    closed, Invalid beside the field.
    """
    rows = Commentary.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.select_related("plan__la", "plan__icb", "measure__owner", "reading").filter(
        pk=commentary_id
    )
    commentary = found.first()
    if commentary is None:
        raise NotFound
    rules.check_can_comment(by, commentary, owns=owners.owns(by, commentary))
    rules.check_commentary(why, doing, right_by, today())
    first = commentary.state == S.OPEN
    commentary.why, commentary.doing, commentary.right_by = why.strip(), doing.strip(), right_by
    commentary.state, commentary.written_by, commentary.written_at = S.WRITTEN, by, now()
    commentary.save()
    work.close(object_id=commentary.pk)
    audit.record("inspections.commentary_write", by=by, obj=commentary, ends_on=commentary.ends_on)
    if first:
        notices.tell(
            commentary.plan, [p for p in notices.managers(commentary.plan) if p != by], kind="commentary_written",
            key=str(commentary.pk), subject=f"{commentary.measure.number} has its commentary",
            body=f"{by.name} has said why “{commentary.measure.name}” is red and what is being done.",
            link=link(commentary),
        )  # fmt: skip
    return commentary

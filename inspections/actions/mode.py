"""Inspection mode: starting and ending an inspection or a rehearsal, and the log of what inspectors ask for."""

import datetime as dt
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.clock import london, now, today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.notifications import actions as notifications
from dco_portal.organisations.models import Organisation
from dco_portal.organisations.policy import value as policy
from dco_portal.work import actions as work
from inspections.models import Exercise, Inspection, InspectorRequest, TrackedChild
from inspections.queries import areas
from inspections.rules import mode as rules
from inspections.states import ExerciseKind
from inspections.states import InspectorRequestState as S

KIND = "inspections.inspector_request"
STEPS = "Send what inspectors asked for, then mark it sent"


@transaction.atomic
def begin(
    *, by: User, area: areas.Area, kind: str, title: str, began_on: dt.date, inspection: Inspection | None = None
) -> Exercise:  # fmt: skip
    """Begin an inspection or a rehearsal of an area. Raises NotAllowed, NotFound for another's area, Invalid, Conflict."""
    rules.check_can_run(by)
    if area not in areas.areas_of(by):
        raise NotFound
    rules.check_begins(kind, began_on, inspection, la=area.la, icb=area.icb)
    names = dict(ExerciseKind.choices)
    try:
        with transaction.atomic():
            exercise = Exercise.objects.create(
                la=area.la, icb=area.icb, kind=kind, inspection=inspection, began_on=began_on, begun_by=by,
                title=title.strip() or f"{names[kind]} of {began_on.day} {began_on:%B %Y}",
            )  # fmt: skip
    except IntegrityError as error:
        raise Invalid(
            {"kind": f"There is one under way in this area already. End that {names[kind].lower()} first"}
        ) from error  # fmt: skip
    audit.record("inspections.exercise_begun", by=by, obj=exercise, kind=kind)
    return exercise


@transaction.atomic
def end(*, by: User, exercise_id: uuid.UUID, lessons: str, ended_on: dt.date) -> Exercise:
    """End it with the lessons learned; requests still open are left open and off the lists.

    Raises NotFound, NotAllowed, Conflict, and Invalid beside `lessons` or `ended_on`.
    """
    exercise = locked(by, exercise_id)
    rules.check_open(exercise)
    if not lessons.strip():
        raise Invalid({"lessons": "Write what you learned, or that there was nothing to learn"})
    if not exercise.began_on <= ended_on <= today():
        raise Invalid({"ended_on": "The day must be between the beginning and today"})
    exercise.ended_on, exercise.lessons = ended_on, lessons.strip()
    exercise.save()
    for request in exercise.requests.filter(state=S.OPEN):
        work.close(object_id=request.pk)
    audit.record("inspections.exercise_ended", by=by, obj=exercise)
    return exercise


@transaction.atomic
def reopen(*, by: User, exercise_id: uuid.UUID) -> Exercise:
    """Open one again that was ended too soon. Raises NotFound, NotAllowed, Conflict where another goes on."""
    exercise = locked(by, exercise_id)
    if exercise.ended_on is None:
        raise Conflict("This goes on already.")
    same = Exercise.objects.filter(la=exercise.la, icb=exercise.icb, kind=exercise.kind)
    if same.filter(ended_on=None).exists():
        raise Conflict(f"Another {exercise.get_kind_display().lower()} of this area is under way. End that first.")  # fmt: skip
    exercise.ended_on = None
    exercise.save()
    for request in exercise.requests.filter(state=S.OPEN).select_related("holder", "tracked"):
        _push(request, exercise, by)
    audit.record("inspections.exercise_reopened", by=by, obj=exercise)
    return exercise


@transaction.atomic
def log(
    *,
    by: User,
    exercise_id: uuid.UUID,
    what: str,
    asked_at: dt.datetime,
    tracked: TrackedChild | None = None,
    said: dt.date | None = None,
    holder: User | None = None,
    holder_words: str = "",
) -> InspectorRequest:
    """Write down what inspectors asked for. `said` is the date they gave; without it a rule gives one.

    Whoever holds it is told by mail. Raises NotFound, NotAllowed, Conflict, Invalid.
    """
    exercise = locked(by, exercise_id)
    rules.check_open(exercise)
    rules.check_asked(exercise, asked_at, said, now())
    _check_parts(exercise, by, what, tracked, holder)
    last = exercise.requests.aggregate(last=Max("number"))["last"] or 0
    due = _due(exercise, asked_at, tracked, said)
    request = InspectorRequest.objects.create(
        exercise=exercise, number=last + 1, what=what.strip(), tracked=tracked, asked_at=asked_at, due_on=due.on,
        due_rule=due.rule, holder=holder, holder_words=holder_words.strip(),
    )  # fmt: skip
    audit.record(
        "inspections.request_logged",
        by=by,
        obj=request,
        number=request.number,
        due_on=due.on,
        rule=due.rule,
    )
    _push(request, exercise, by)
    _tell(request, exercise, by)
    return request


def _due(
    exercise: Exercise, asked_at: dt.datetime, tracked: TrackedChild | None, said: dt.date | None
) -> rules.Due:
    days = policy(rules.POLICY, exercise.icb)
    on = london(asked_at).date()
    return rules.due(on, tracked=tracked is not None, said=said, policy_days=days)


def _check_parts(
    exercise: Exercise, by: User, what: str, tracked: TrackedChild | None, holder: User | None
) -> None:
    if not what.strip():
        raise Invalid({"what": "Enter what they asked for"})
    mine = TrackedChild.objects.visible_to(by).filter(exercise=exercise).select_related("child")
    rules.check_words(what, [name for row in mine for name in (row.child.name, row.child.known_as, row.child.given_name)])  # fmt: skip
    if tracked is not None and tracked.exercise_id != exercise.pk:
        raise Invalid({"tracked": "Choose a child of this inspection"})
    if holder is not None and holder.pk not in {person.pk for person in holders(exercise)}:
        raise Invalid({"holder": f"{holder.name} does not run inspections in this area"})


def holders(exercise: Exercise) -> list[User]:
    """Who may hold a request: those who run inspections at the area's authority and board, by name."""
    found = {
        user.pk: user
        for organisation in (exercise.la, exercise.icb)
        for user in people(organisation, P.RUN_INSPECTION)
    }
    return sorted(found.values(), key=lambda user: (user.name, user.pk))


def candidates(*, by: User, request_id: uuid.UUID) -> list[User]:
    """Whom the worklist may offer for a request in the person's scope."""
    rows = InspectorRequest.objects.visible_to(by).filter(pk=request_id)
    found = rows.select_related("exercise__la", "exercise__icb").first()
    return holders(found.exercise) if found else []


@transaction.atomic
def hand_back(*, by: User | None, leaver: User, organisation: Organisation) -> int:
    """Open requests that somebody who leaves an organisation held are nobody's again; how many."""
    held = InspectorRequest.objects.select_for_update(of=("self",)).filter(
        Q(exercise__la=organisation) | Q(exercise__icb=organisation), holder=leaver, state=S.OPEN
    )
    count = held.update(holder=None)
    if count:
        audit.record("inspections.holder_left", by=by, obj=leaver, count=count)
    return count


@transaction.atomic
def give(
    *, by: User, request_id: uuid.UUID, holder: User | None, holder_words: str = ""
) -> InspectorRequest:
    """Say who holds a request now: a person with an account, else a role in words, else nobody.

    Raises NotFound, NotAllowed, Conflict, Invalid beside `holder`.
    """
    request = locked_request(by, request_id)
    rules.check_open_request(request)
    _check_parts(request.exercise, by, request.what, request.tracked, holder)
    before = request.holder_id
    request.holder, request.holder_words = holder, holder_words.strip()
    request.save()
    audit.record(
        "inspections.request_given", by=by, obj=request, holder=holder.pk if holder else "nobody"
    )
    _push(request, request.exercise, by)
    if request.holder_id != before:
        _tell(request, request.exercise, by)
    return request


@transaction.atomic
def change(*, by: User, request_id: uuid.UUID, what: str, said: dt.date | None) -> InspectorRequest:
    """Mend the words of a request or its date; without a date the rule's is taken again.

    Raises NotFound, NotAllowed, Conflict, Invalid.
    """
    request = locked_request(by, request_id)
    rules.check_open_request(request)
    _check_parts(request.exercise, by, what, request.tracked, None)
    rules.check_asked(request.exercise, request.asked_at, said, now())
    due = _due(request.exercise, request.asked_at, request.tracked, said)
    before = request.due_on
    request.what, request.due_on, request.due_rule = what.strip(), due.on, due.rule
    request.save()
    audit.record(
        "inspections.request_changed", by=by, obj=request, due_on=due.on, rule=due.rule, due_before=before
    )  # fmt: skip
    _push(request, request.exercise, by)
    return request


@transaction.atomic
def send(*, by: User, request_id: uuid.UUID, sent_at: dt.datetime, sent_words: str) -> InspectorRequest:  # fmt: skip
    """Mark a request sent: when and how. Raises NotFound, NotAllowed, Conflict, Invalid."""
    request = locked_request(by, request_id)
    rules.check_open_request(request)
    if not sent_words.strip():
        raise Invalid(
            {"sent_words": "Enter how it was sent, such as: uploaded to the inspectors’ site"}
        )
    if sent_at > now():
        raise Invalid({"sent_on": "This is in the future"})
    if sent_at < request.asked_at:
        raise Invalid({"sent_on": "This is before it was asked for"})
    request.state, request.sent_at, request.sent_words = S.SENT, sent_at, sent_words.strip()
    request.save()
    audit.record("inspections.request_sent", by=by, obj=request, late=london(sent_at).date() > request.due_on)  # fmt: skip
    work.close(object_id=request.pk)
    return request


@transaction.atomic
def withdraw(*, by: User, request_id: uuid.UUID, reason: str) -> InspectorRequest:
    """Note that inspectors do not want it any more, and why. Raises NotFound, NotAllowed, Conflict, Invalid."""
    request = locked_request(by, request_id)
    rules.check_open_request(request)
    if not reason.strip():
        raise Invalid({"reason": "Enter why it is not wanted any more"})
    request.state, request.sent_words = S.WITHDRAWN, reason.strip()
    request.save()
    audit.record("inspections.request_withdrawn", by=by, obj=request)
    work.close(object_id=request.pk)
    return request


@transaction.atomic
def take_back(*, by: User, request_id: uuid.UUID) -> InspectorRequest:
    """Undo a mark made by mistake: the request is open again. Raises NotFound, NotAllowed, Conflict."""
    request = locked_request(by, request_id)
    rules.check_ended_request(request)
    audit.record("inspections.request_taken_back", by=by, obj=request, state=request.state)
    request.state, request.sent_at, request.sent_words = S.OPEN, None, ""
    request.save()
    _push(request, request.exercise, by)
    return request


def locked(by: User, exercise_id: uuid.UUID) -> Exercise:
    """The exercise, locked, in the person's scope. Raises NotAllowed, NotFound."""
    rules.check_can_run(by)
    rows = Exercise.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=exercise_id)
    found = rows.select_related("la", "icb").first()
    if found is None:
        raise NotFound
    return found


def locked_request(by: User, request_id: uuid.UUID) -> InspectorRequest:
    """The request, its exercise locked before it and still going on. Raises NotAllowed, NotFound, Conflict."""
    rules.check_can_run(by)
    holder = InspectorRequest.objects.visible_to(by).filter(pk=request_id).values_list("exercise", flat=True).first()  # fmt: skip
    if holder is None:
        raise NotFound
    exercise = locked(by, holder)
    rules.check_open(exercise)
    rows = InspectorRequest.objects.select_for_update(of=("self",)).select_related("holder", "tracked")  # fmt: skip
    found = rows.get(pk=request_id)
    found.exercise = exercise
    return found


def _named(exercise: Exercise) -> str:
    """Such as "rehearsal of 4 May 2026": the title is somebody’s own words and stays in the portal."""
    began = exercise.began_on
    return f"{exercise.get_kind_display().lower()} of {began.day} {began:%B %Y}"


def _place(request: InspectorRequest, exercise: Exercise, by: User) -> Organisation:
    """In whose list a request is: its holder's organisation, else that of whoever wrote it down."""
    if request.holder is not None:
        posts = request.holder.memberships.in_force().values_list("organisation_id", flat=True)
        for organisation in (exercise.la, exercise.icb):
            if organisation.pk in set(posts):
                return organisation
    here = by.membership.organisation_id if by.membership else None
    return exercise.la if here == exercise.la_id else exercise.icb


def _push(request: InspectorRequest, exercise: Exercise, by: User) -> None:
    """Its line in a worklist. Only the number and the letter: the words of a request stay in the log."""
    place = _place(request, exercise, by)
    other = exercise.icb if place.pk == exercise.la_id else exercise.la
    work.close(object_id=request.pk, organisation=other)
    about = f", child {request.tracked.letter}" if request.tracked else ""
    values: dict[str, Any] = {"owner": request.holder}
    work.push(
        kind=KIND, object_id=request.pk, organisation=place,
        title=f"Inspectors’ request {request.number}{about}: {_named(exercise)}"[:120], step=STEPS,
        link=reverse("inspections:inspector-request", args=[request.pk]), target_on=request.due_on, **values,
    )  # fmt: skip


def _tell(request: InspectorRequest, exercise: Exercise, by: User) -> None:
    if request.holder is None or request.holder == by:
        return
    due = f"{request.due_on.day} {request.due_on:%B %Y}"
    notifications.tell(
        recipients=[request.holder], kind=KIND,
        subject=f"Inspectors’ request {request.number} is yours: due {due}",
        body=f"{by.name} gave you a request of the {_named(exercise)}. It is due by {due}. "
        "Open it to see what inspectors asked for, and mark it sent when it has gone.",
        dedupe_key=f"{KIND}:{request.pk}:{request.updated_at.isoformat()}",
        link=reverse("inspections:inspector-request", args=[request.pk]),
        organisation=_place(request, exercise, by),
    )  # fmt: skip

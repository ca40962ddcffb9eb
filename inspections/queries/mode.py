"""Reading exercises, the log of requests and tracked children."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet

from dco_portal.accounts.models import User
from dco_portal.common import keyset
from dco_portal.common.errors import NotFound
from inspections.models import ChildBundle, Exercise, Inspection, InspectorRequest, TrackedChild
from inspections.states import InspectionState
from inspections.states import InspectorRequestState as S


def exercises(by: User, on: dt.date) -> QuerySet[Exercise]:
    """Those in the reader's scope, with `open` and `late`: how many requests are to be answered, and past their day."""
    waiting = Q(requests__state=S.OPEN)
    rows: QuerySet[Exercise] = Exercise.objects.visible_to(by)
    return rows.select_related("la", "icb").annotate(
        open=Count("requests", filter=waiting),
        late=Count("requests", filter=waiting & Q(requests__due_on__lt=on)),
    )


def exercise(by: User, pk: uuid.UUID) -> Exercise:
    """One exercise in the reader's scope. Raises NotFound."""
    rows = Exercise.objects.visible_to(by).select_related("la", "icb", "inspection", "begun_by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def counts(exercise: Exercise, on: dt.date) -> dict[str, int]:
    """How many requests are open, late, sent and withdrawn."""
    found: dict[str, int] = exercise.requests.aggregate(
        open=Count("pk", filter=Q(state=S.OPEN)),
        late=Count("pk", filter=Q(state=S.OPEN, due_on__lt=on)),
        sent=Count("pk", filter=Q(state=S.SENT)),
        withdrawn=Count("pk", filter=Q(state=S.WITHDRAWN)),
    )
    return found


def requests(exercise: Exercise, wanted: Mapping[str, str], on: dt.date) -> QuerySet[InspectorRequest]:  # fmt: skip
    """The log with these filters: state, late, holder (an id or nobody), letter (or none)."""
    rows = exercise.requests.select_related("holder", "tracked")
    if state := wanted.get("state"):
        rows = rows.filter(state=state)
    if wanted.get("late"):
        rows = rows.filter(state=S.OPEN, due_on__lt=on)
    if holder := wanted.get("holder"):
        rows = (
            rows.filter(holder=None)
            if holder == "nobody"
            else rows.filter(holder=uuid.UUID(holder))
        )
    if letter := wanted.get("letter"):
        rows = rows.filter(tracked=None) if letter == "none" else rows.filter(tracked__letter=letter)  # fmt: skip
    return rows


def page(rows: QuerySet[InspectorRequest], *, after: str, before: str) -> keyset.Page:
    """One page of the log, the newest request first."""
    return keyset.page(rows, order="-number", after=after, before=before, filled=True)


def request(by: User, pk: uuid.UUID) -> InspectorRequest:
    """One request in the reader's scope. Raises NotFound."""
    rows = InspectorRequest.objects.visible_to(by).filter(pk=pk)
    found = rows.select_related("exercise__la", "exercise__icb", "holder", "tracked").first()
    if found is None:
        raise NotFound
    return found


def letters(exercise: Exercise) -> list[str]:
    """The letters given so far. They name nobody."""
    return list(exercise.tracked.order_by("letter").values_list("letter", flat=True))


def mine(by: User, exercise: Exercise) -> QuerySet[TrackedChild]:
    """Tracked children of the exercise in whose case the reader has a part."""
    rows = TrackedChild.objects.visible_to(by).filter(exercise=exercise)
    return rows.select_related("child").order_by("letter")


def tracked(by: User, pk: uuid.UUID) -> TrackedChild:
    """One tracked child in the reader's scope. Raises NotFound."""
    rows = TrackedChild.objects.visible_to(by).filter(pk=pk)
    found = rows.select_related("exercise__la", "exercise__icb", "child", "added_by").first()
    if found is None:
        raise NotFound
    return found


def bundles(tracked: TrackedChild) -> list[ChildBundle]:
    """Every bundle of a tracked child, the newest first."""
    return list(tracked.bundles.select_related("document", "made_by").order_by("-number"))


def bundle(by: User, pk: uuid.UUID) -> ChildBundle:
    """One bundle, for people with a part in the child's case. Raises NotFound."""
    scope = TrackedChild.objects.visible_to(by).values("pk")
    rows = ChildBundle.objects.filter(pk=pk, tracked__in=scope)
    found = rows.select_related("tracked__exercise", "document", "made_by").first()
    if found is None:
        raise NotFound
    return found


def open_inspections(by: User, areas: list[Any]) -> QuerySet:
    """Inspections of these areas whose report is not out: an exercise may be one of them."""
    places = Q(pk=None)
    for area in areas:
        places |= Q(la=area.la, icb=area.icb)
    rows = Inspection.objects.visible_to(by).filter(places).select_related("la")
    return rows.exclude(state=InspectionState.REPORTED).order_by("-began_on", "-id")

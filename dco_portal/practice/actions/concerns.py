"""Concerns about services: noted, raised with the partner, an action agreed, closed with its outcome."""

import uuid
from typing import Any

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.common.references import next_reference
from dco_portal.practice import rules
from dco_portal.practice.actions.locking import locked
from dco_portal.practice.models import Concern, ConcernNote
from dco_portal.practice.states import ConcernState

FIELDS = ("about", "service", "theme", "source", "noted_on", "words")
STEPS: dict[str, tuple[str, ...]] = {
    ConcernState.RAISED: ("raised_with", "raised_on"),
    ConcernState.AGREED: ("action", "action_by"),
    ConcernState.CLOSED: ("outcome",),
}


@transaction.atomic
def note(*, by: User, **values: Any) -> Concern:
    """Note a concern. Errors: `NotAllowed`, `Invalid`."""
    rules.check_can_keep(by)
    _check(values)
    assert by.organisation is not None
    concern = Concern.objects.create(
        reference=next_reference("CON"), icb=by.organisation, **{name: values[name] for name in FIELDS}
    )  # fmt: skip
    ConcernNote.objects.create(concern=concern, by=by, to_state=concern.state)
    audit.record("practice.concern_noted", by=by, obj=concern, theme=concern.theme)
    return concern


@transaction.atomic
def change(*, by: User, concern_id: uuid.UUID, lock: int | None = None, **values: Any) -> Concern:
    """Correct what a concern says."""
    concern = locked(Concern.objects.visible_to(by), concern_id)
    rules.check_lock(concern, lock)
    _check(values)
    for name in FIELDS:
        setattr(concern, name, values[name])
    concern.lock += 1
    concern.save()
    audit.record("practice.concern_changed", by=by, obj=concern)
    return concern


@transaction.atomic
def move(*, by: User, concern_id: uuid.UUID, to: str, words: str = "", **values: Any) -> Concern:
    """Take it a step on: raised with whom, what was agreed, what came of it."""
    concern = locked(Concern.objects.visible_to(by), concern_id)
    rules.check_concern_move(concern, to, values)
    rules.check_past(raised_on=values.get("raised_on"))
    rules.check_names_no_child(
        words=words, **{k: v for k, v in values.items() if isinstance(v, str)}
    )
    before, concern.state = concern.state, to
    for name in STEPS[to]:
        setattr(concern, name, values.get(name) or getattr(concern, name))
    if to == ConcernState.RAISED and concern.raised_on is None:
        concern.raised_on = today()
    concern.closed_on = today() if to == ConcernState.CLOSED else None
    concern.lock += 1
    concern.save()
    ConcernNote.objects.create(
        concern=concern, by=by, from_state=before, to_state=to, words=words.strip()
    )
    audit.record("practice.concern_moved", by=by, obj=concern, to=to)
    return concern


def _check(values: dict[str, Any]) -> None:
    rules.check_past(noted_on=values["noted_on"])
    rules.check_names_no_child(words=values["words"])

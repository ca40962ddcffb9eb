"""Meetings with families and young people: what was heard, what was done, what is published of it."""

import uuid
from typing import Any

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now, today
from dco_portal.common.references import next_reference
from dco_portal.practice import rules
from dco_portal.practice.actions.locking import locked
from dco_portal.practice.models import Heard, Meeting
from dco_portal.practice.states import HeardState

FIELDS = ("place", "held_on", "with_kind", "with_whom", "about", "people")


@transaction.atomic
def note_meeting(*, by: User, **values: Any) -> Meeting:
    """Note a meeting. Errors: `NotAllowed`, `Invalid`."""
    rules.check_can_keep(by)
    _check(values)
    assert by.organisation is not None
    meeting = Meeting.objects.create(
        reference=next_reference("ENG"), icb=by.organisation, **{name: values[name] for name in FIELDS}
    )  # fmt: skip
    audit.record("practice.meeting_noted", by=by, obj=meeting)
    return meeting


@transaction.atomic
def change_meeting(
    *, by: User, meeting_id: uuid.UUID, lock: int | None = None, **values: Any
) -> Meeting:
    """Correct what is noted of a meeting."""
    meeting = locked(Meeting.objects.visible_to(by), meeting_id)
    rules.check_lock(meeting, lock)
    _check(values)
    for name in FIELDS:
        setattr(meeting, name, values[name])
    meeting.lock += 1
    meeting.save()
    audit.record("practice.meeting_changed", by=by, obj=meeting)
    return meeting


@transaction.atomic
def hear(*, by: User, meeting_id: uuid.UUID, said: str) -> Heard:
    """Note one thing that was said."""
    meeting = locked(Meeting.objects.visible_to(by), meeting_id)
    rules.check_names_no_child(said=said)
    heard = Heard.objects.create(meeting=meeting, said=said.strip())
    audit.record("practice.heard", by=by, obj=meeting, heard=heard.pk)
    return heard


@transaction.atomic
def answer(*, by: User, heard_id: uuid.UUID, to: str, did: str) -> Heard:
    """Say what is done about it. A published one stays published and shows the new words."""
    heard = locked(Heard.objects.visible_to(by), heard_id)
    rules.check_heard_move(heard, to, did)
    rules.check_names_no_child(did=did)
    heard.state, heard.did = to, did.strip()
    heard.answered_on = None if to == HeardState.HEARD else today()
    heard.lock += 1
    heard.save()
    audit.record("practice.heard_answered", by=by, obj=heard.meeting, heard=heard.pk, to=to)
    return heard


@transaction.atomic
def publish(*, by: User, heard_id: uuid.UUID) -> Heard:
    """Show it on the public page “You said, we did”."""
    heard = locked(Heard.objects.visible_to(by), heard_id)
    rules.check_publishable(heard)
    heard.published_at = heard.published_at or now()
    heard.save()
    audit.record("practice.heard_published", by=by, obj=heard.meeting, heard=heard.pk)
    return heard


@transaction.atomic
def unpublish(*, by: User, heard_id: uuid.UUID) -> Heard:
    """Take it off the public page again."""
    heard = locked(Heard.objects.visible_to(by), heard_id)
    heard.published_at = None
    heard.save()
    audit.record("practice.heard_unpublished", by=by, obj=heard.meeting, heard=heard.pk)
    return heard


def _check(values: dict[str, Any]) -> None:
    rules.check_past(held_on=values["held_on"])
    rules.check_names_no_child(about=values["about"])

"""Reading the audit trail: for information governance reports alone, never for a feature's logic."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from dco_portal.audit.models import AuditEvent

PAGE = 50


@dataclass(frozen=True)
class Event:
    """One row of the trail as plain values."""

    id: uuid.UUID
    at: dt.datetime
    actor_id: uuid.UUID | None
    actor_role: str
    organisation_name: str
    verb: str
    object_kind: str
    object_id: uuid.UUID | None
    reference: str
    child_id: uuid.UUID | None
    data: dict
    request_id: str


@dataclass(frozen=True)
class Page:
    """Events, newest first, and the id to ask the next page with (None on the last)."""

    events: list[Event]
    after: uuid.UUID | None


def _page(rows: QuerySet[AuditEvent], after: uuid.UUID | None, limit: int) -> Page:
    """One page. Ids are made in the order of time, so the id alone is the key."""
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: limit + 1])
    events = [
        Event(**{field: getattr(row, field) for field in Event.__dataclass_fields__})
        for row in found[:limit]
    ]
    return Page(events, events[-1].id if len(found) > limit else None)


def of_child(child_id: uuid.UUID, *, after: uuid.UUID | None = None, limit: int = PAGE) -> Page:
    """Everything that was done with, and every opening of, one child's record."""
    return _page(AuditEvent.objects.filter(child_id=child_id), after, limit)


def of_person(
    user_id: uuid.UUID,
    organisation_id: uuid.UUID,
    *,
    after: uuid.UUID | None = None,
    limit: int = PAGE,
) -> Page:
    """What one person did for one organisation; what they did for others is not this one's to read."""
    rows = AuditEvent.objects.filter(actor_id=user_id, organisation_id=organisation_id)
    return _page(rows, after, limit)


def of_organisation(
    organisation_id: uuid.UUID,
    *,
    verb: str = "",
    since: dt.datetime | None = None,
    after: uuid.UUID | None = None,
    limit: int = PAGE,
) -> Page:
    """What people did for one organisation, optionally of one kind (a verb or its app) and from a moment on."""
    rows = AuditEvent.objects.filter(organisation_id=organisation_id)
    if verb:
        rows = rows.filter(Q(verb=verb) | Q(verb__startswith=f"{verb}."))
    if since is not None:
        rows = rows.filter(at__gte=since)
    return _page(rows, after, limit)


def refusals(organisation_id: uuid.UUID, since: dt.datetime) -> int:
    """How often people of an organisation were refused, or asked for what is not in their scope."""
    return AuditEvent.objects.filter(
        organisation_id=organisation_id, verb="denied", at__gte=since
    ).count()

"""Putting whole entries in from a list that is written down, such as the demo's. Idempotent by key."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.organisations.models import Organisation
from local_offer.actions import indexing, publishing
from local_offer.models import Body, Service
from local_offer.queries.content import Content
from local_offer.vocabulary import NAMESPACE


@dataclass(frozen=True)
class Listed:
    """One entry of a list: its body's id, where it is kept, who keeps it, what it says, when it was checked."""

    body_id: uuid.UUID
    local_authority: Organisation
    owner: Organisation | None
    provider_service_id: uuid.UUID | None
    content: Content
    checked_on: dt.date
    review_by: dt.date


def row_id(source: str, key: str) -> uuid.UUID:
    """The stable id of what a list calls `key`."""
    return uuid.uuid5(NAMESPACE, f"{source}/{key}")


@transaction.atomic
def put_body(
    *, by: User | None, source: str, key: str, organisation: Organisation | None, **fields: str
) -> Body:
    """Make an organisation of the directory exist; one that is there stays as people changed it."""
    body, new = Body.objects.get_or_create(
        id=row_id(source, f"body/{key}"),
        defaults={"slug": slugify(fields["name"])[:120], "organisation": organisation, **fields},
    )
    if new:
        audit.record("local_offer.body_added", by=by, obj=body)
    return body


@transaction.atomic
def put_entry(*, by: User | None, source: str, key: str, listed: Listed) -> bool:
    """Publish an entry that is not there yet; whether it was new."""
    pk = row_id(source, f"entry/{key}")
    if Service.objects.filter(pk=pk).exists():
        return False
    fields = listed.content["fields"]
    slug = slugify(fields["name"])[:130]
    if Service.objects.filter(slug=slug).exists():
        slug = f"{slug}-{str(pk)[:6]}"
    Service.objects.create(
        id=pk,
        body_id=listed.body_id,
        local_authority=listed.local_authority,
        owner=listed.owner,
        provider_service_id=listed.provider_service_id,
        name=fields["name"],
        slug=slug,
        review_by=listed.review_by,
    )
    publishing.publish(by=by, service_id=pk, content=listed.content, why="First list")
    Service.objects.filter(pk=pk).update(
        checked_on=listed.checked_on,
        checked_by_role="Local Offer editor",
        review_by=listed.review_by,
    )
    indexing.refresh([pk])
    return True

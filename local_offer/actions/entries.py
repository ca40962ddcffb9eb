"""What owners and editors do with an entry itself: make it, confirm it, close, hide or restore it."""

import copy
import uuid
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now, today
from dco_portal.common.errors import NotFound
from dco_portal.organisations import policy
from dco_portal.organisations.models import Organisation, OrganisationKind
from local_offer.actions import indexing, locking, moves, proposals, work
from local_offer.actions.content import sort_name
from local_offer.actions.publishing import publish
from local_offer.models import Body, Confirmation, Proposal, Service, Version
from local_offer.queries.content import blank
from local_offer.rules import entries as rules
from local_offer.rules import review

BODY_TYPE = {
    OrganisationKind.ICB: Body.Type.NHS,
    OrganisationKind.PROVIDER: Body.Type.NHS,
    OrganisationKind.LA: Body.Type.COUNCIL,
    OrganisationKind.SCHOOL: Body.Type.SCHOOL,
    OrganisationKind.VOLUNTARY: Body.Type.CHARITY,
}
CONFIRMED = ("checked_on", "checked_by_role", "review_by", "state")


@transaction.atomic
def confirm(*, by: User, service_id: uuid.UUID) -> Confirmation:
    """Say that an entry is still correct; one that was hidden for want of that is shown again.

    Raises NotFound, NotAllowed, Conflict.
    """
    service = locking.service(by, service_id)
    rules.check_can_confirm(by, service)
    before = {
        name: str(getattr(service, name)) if getattr(service, name) else "" for name in CONFIRMED
    }
    row = Confirmation.objects.create(service=service, on=today(), by=by, before=before)
    service.checked_on = today()
    service.checked_by_role = by.role.name if by.role else ""
    months = policy.value(review.MONTHS, service.local_authority)
    service.review_by = review.add_months(today(), months)
    service.modified_at = now()
    was, service.state = service.state, Service.State.PUBLISHED
    service.save()
    moves.note(service, was, by=by, reason="Confirmed as correct")
    indexing.refresh([service.pk])
    work.done(service)
    audit.record("local_offer.confirmed", by=by, obj=service)
    return row


@transaction.atomic
def undo_confirm(*, by: User, confirmation_id: uuid.UUID) -> Service:
    """Take one's own confirmation of today back. Raises NotFound, NotAllowed, Conflict."""
    row = Confirmation.objects.filter(pk=confirmation_id, by=by).first()
    if row is None:
        raise NotFound
    service = locking.service(by, row.service_id)
    row = Confirmation.objects.select_for_update(of=("self",)).get(pk=confirmation_id)
    rules.check_can_undo(by, row)
    was = service.state
    service.checked_on = row.before["checked_on"] or None
    service.checked_by_role = row.before["checked_by_role"]
    service.review_by = row.before["review_by"] or None
    if was == Service.State.PUBLISHED:
        service.state = row.before["state"]
    service.modified_at = now()
    service.save()
    service.refresh_from_db()
    moves.note(service, was, by=by, reason="The confirmation was taken back")
    indexing.refresh([service.pk])
    row.undone_at = now()
    row.save(update_fields=["undone_at", "updated_at"])
    audit.record("local_offer.confirmation_undone", by=by, obj=service)
    return service


@transaction.atomic
def create(
    *, by: User, authority: Organisation, name: str, summary: str, body: Body | None = None,
    body_name: str = "", body_type: str = Body.Type.CHARITY, owner: Organisation | None = None,
) -> Proposal:  # fmt: skip
    """Begin an entry that was never published; what it says is a change to be decided on like any other.

    An owner's is run and kept by their organisation. An editor gives its `body`, or the name and type
    of a new one, and may name an owner. Raises NotAllowed.
    """
    rules.check_can_work(by)
    if not rules.is_editor(by):
        assert by.organisation is not None
        owner, body = by.organisation, body_of(by=by, organisation=by.organisation)
    service = Service.objects.create(
        body=body or new_body(by=by, name=body_name, type=body_type), local_authority=authority,
        owner=owner, name=name, name_sort=sort_name(name), slug=free_slug(Service, name), summary=summary,
    )  # fmt: skip
    audit.record("local_offer.entry_begun", by=by, obj=service)
    content = blank()
    content["fields"] |= {
        "name": name,
        "summary": summary,
        "is_health": service.body.type == Body.Type.NHS,
    }
    return proposals.begin(by=by, service_id=service.pk, content=content)


@transaction.atomic
def body_of(*, by: User, organisation: Organisation) -> Body:
    """The directory's record of an organisation of the portal, made when there is none."""
    found = Body.objects.filter(organisation=organisation).first()
    if found is None:
        found = new_body(
            by=by, name=organisation.name, type=BODY_TYPE[OrganisationKind(organisation.kind)],
            organisation=organisation, website=organisation.website, telephone=organisation.telephone,
            complaints=organisation.complaints_contact,
        )  # fmt: skip
    return found


@transaction.atomic
def new_body(*, by: User | None, name: str, type: str, **values: Any) -> Body:
    """A new organisation of the directory."""
    kind = Body.Type(type).label.lower()
    body = Body.objects.create(
        name=name,
        type=type,
        slug=free_slug(Body, name),
        description=f"{name} ({kind}).",
        **values,
    )
    audit.record("local_offer.body_added", by=by, obj=body)
    return body


def free_slug(model: type[Service] | type[Body], name: str) -> str:
    """A part of an address that no other row has."""
    stem = slugify(name)[:100] or "entry"
    taken = set(model._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(f"{stem}-{n}" for n in range(2, len(taken) + 3) if f"{stem}-{n}" not in taken)


@transaction.atomic
def move(*, by: User, service_id: uuid.UUID, to: str, reason: str) -> Service:
    """Close, hide, show, archive or take back an entry, saying why.

    Raises NotFound, NotAllowed, Conflict, Invalid.
    """
    service = locking.service(by, service_id)
    rules.check_move(by, service, to, reason)
    moves.move(service, to, by=by, reason=reason.strip())
    if to in {Service.State.CLOSED, Service.State.ARCHIVED}:
        for proposal in service.proposals.filter(state__in=["draft", "submitted"]):
            proposals.withdraw(by=by, proposal_id=proposal.pk)
        work.done(service)
    audit.record("local_offer.moved", by=by, obj=service, to=to)
    return service


@transaction.atomic
def restore(*, by: User, service_id: uuid.UUID, number: int) -> Service:
    """Publish what an earlier version said, as a new version. Raises NotFound, NotAllowed, Conflict."""
    rules.check_can_edit(by)
    service = locking.service(by, service_id)
    rules.check_can_propose(by, service)
    version = Version.objects.filter(service=service, number=number).first()
    if version is None:
        raise NotFound
    why = f"Restored from version {number}"
    audit.record("local_offer.restored", by=by, obj=service, version=number)
    return publish(by=by, service_id=service.pk, content=copy.deepcopy(version.content), why=why)

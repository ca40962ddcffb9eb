"""Saying why a commissioned service is not in the Local Offer, and which entry is about which service."""

import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Invalid, NotAllowed, NotFound
from dco_portal.gaps import actions as gaps
from dco_portal.organisations.models import Organisation, OrganisationKind, ProviderService
from local_offer.actions import locking
from local_offer.models import HealthGap, Service
from local_offer.queries import coverage
from local_offer.rules import entries as rules

KIND, THEME = "not_listed", "information"


def _found(by: User, service_id: uuid.UUID, authority_id: uuid.UUID) -> tuple[ProviderService, Organisation]:  # fmt: skip
    """A commissioned service of the person's area. Raises NotFound."""
    authority = coverage.authorities(by).filter(pk=authority_id).first()
    service = ProviderService.objects.filter(pk=service_id, areas=authority_id, closed_on=None).first()  # fmt: skip
    if authority is None or service is None:
        raise NotFound
    return service, authority


@transaction.atomic
def explain(*, by: User, service_id: uuid.UUID, authority_id: uuid.UUID, reason: str) -> HealthGap:
    """Put a commissioned service on the gap list with the reason; the commissioners' gap log learns of it.

    Raises NotFound, NotAllowed, Invalid.
    """
    if not coverage.may_explain(by):
        raise NotAllowed("Only the Local Offer’s editors and the DCO team say why a service is missing.")  # fmt: skip
    service, authority = _found(by, service_id, authority_id)
    if not reason.strip():
        raise Invalid({"reason": "Say why it is not in the Local Offer"})
    gap, _ = HealthGap.objects.update_or_create(
        service=service, local_authority=authority, closed_at=None,
        defaults={"reason": reason.strip(), "by": by},
    )  # fmt: skip
    audit.record("local_offer.health_gap", by=by, obj=gap, service=service.pk)
    for board in _boards(by, authority):
        gaps.push(
            kind=KIND, source_id=gap.pk, organisation=board, local_authority=authority,
            service_kind=service.kind, theme=THEME, words=service.name, on=today(), by=by,
        )  # fmt: skip
    return gap


def _boards(by: User, authority: Organisation) -> list[Organisation]:
    """The board whose gap log counts it: one's own, else the first of the authority's."""
    if by.organisation is not None and by.organisation.kind == OrganisationKind.ICB:
        return [by.organisation]
    return list(authority.icbs.filter(closed_on=None).order_by("name")[:1])


@transaction.atomic
def close(*, by: User, gap_id: uuid.UUID) -> HealthGap:
    """Take a service off the gap list. Raises NotFound, NotAllowed."""
    if not coverage.may_explain(by):
        raise NotAllowed("Only the Local Offer’s editors and the DCO team change the gap list.")
    rows = HealthGap.objects.select_for_update(of=("self",)).filter(pk=gap_id, closed_at=None)
    gap = rows.filter(local_authority__in=coverage.authorities(by)).first()
    if gap is None:
        raise NotFound
    gap.closed_at = now()
    gap.save(update_fields=["closed_at", "updated_at"])
    gaps.withdraw(KIND, gap.pk)
    audit.record("local_offer.health_gap_closed", by=by, obj=gap)
    return gap


@transaction.atomic
def link(*, by: User, entry_id: uuid.UUID, service: ProviderService | None) -> Service:
    """Say which commissioned service an entry is about, or that it is about none.

    Raises NotFound, NotAllowed, Invalid for a service that does not cover the entry's area.
    """
    rules.check_can_edit(by)
    entry = locking.service(by, entry_id)
    if service is not None and not service.areas.filter(pk=entry.local_authority_id).exists():
        raise Invalid({"service": "This service does not cover the area of this Local Offer"})
    entry.provider_service = service
    entry.save(update_fields=["provider_service", "updated_at"])
    audit.record("local_offer.linked", by=by, obj=entry, service=service.pk if service else "none")
    return entry

"""Publishing: the one way an entry's public words change."""

import uuid

from django.db import transaction

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import now, today
from dco_portal.organisations import policy
from local_offer.actions import indexing, moves, work
from local_offer.actions.content import write
from local_offer.models import Service, Version
from local_offer.queries import terms
from local_offer.queries.content import Content, read
from local_offer.rules import completeness, review


def settle(service: Service, content: Content, by: User | None) -> None:
    """An entry whose words were looked at today: when it is next due, and how complete it is."""
    service.checked_on = today()
    service.checked_by_role = by.role.name if by and by.role else ""
    months = policy.value(review.MONTHS, service.local_authority)
    service.review_by = review.add_months(today(), months)
    service.completeness = completeness.score(content, terms.taxonomies()).per_cent


@transaction.atomic
def publish(*, by: User | None, service_id: uuid.UUID, content: Content, why: str = "") -> Service:
    """Make this content public as the entry's next version, and keep that version.

    The caller has decided that `by` may (an approval, an import, a harvest; `None` is the portal
    itself). Takes an entry of any state but closed or archived.
    """
    service = Service.objects.select_for_update(of=("self",)).get(pk=service_id)
    moment, before = now(), service.state
    service.state = Service.State.PUBLISHED
    service.version += 1
    service.modified_at = moment
    service.published_at = service.published_at or moment
    settle(service, content, by)
    changed = write(service, content)
    Version.objects.create(
        service=service, number=service.version, content=read(service), why=why, by=by
    )
    moves.note(service, before, by=by, reason=why)
    indexing.refresh(indexing.at(changed) - {service.pk})
    work.done(service)
    audit.record("local_offer.published", by=by, obj=service, version=service.version)
    return service

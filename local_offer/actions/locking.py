"""Locking an entry, and what hangs on it, in the person's scope: out of scope and not there look the same."""

import uuid

from dco_portal.accounts.models import User
from dco_portal.common.errors import NotFound
from local_offer.models import Proposal, Service, Transfer


def service(by: User, pk: uuid.UUID) -> Service:
    """The entry, locked until the transaction ends. Raises NotFound."""
    rows = Service.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=pk)
    found = rows.select_related("local_authority", "owner", "body").first()
    if found is None:
        raise NotFound
    return found


def proposal(by: User, pk: uuid.UUID) -> Proposal:
    """The proposed change, locked, and its entry before it: two at one entry wait for each other."""
    row = Proposal.objects.visible_to(by).filter(pk=pk).values_list("service_id", flat=True).first()
    if row is None:
        raise NotFound
    entry = service(by, row)
    rows = Proposal.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.select_related("by", "organisation", "saved_by").get(pk=pk)
    found.service = entry
    return found


def transfer(by: User, pk: uuid.UUID) -> Transfer:
    """The offer, locked, and its entry before it."""
    row = Transfer.objects.visible_to(by).filter(pk=pk).values_list("service_id", flat=True).first()
    if row is None:
        raise NotFound
    # The other side may answer an offer without seeing the entry's desk page.
    entry = Service.objects.select_for_update(of=("self",)).get(pk=row)
    rows = Transfer.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.select_related("from_organisation", "to_organisation", "by").get(pk=pk)
    found.service = entry
    return found

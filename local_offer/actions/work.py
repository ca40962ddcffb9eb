"""Mirroring what is to be done for an entry into the lists. The calling action audits."""

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.organisations.models import Organisation
from dco_portal.work import actions as work
from dco_portal.work.models import WorkItem
from local_offer.actions.editors import editors_of
from local_offer.models import Proposal, Service

REVIEW, PROPOSAL = "local_offer.review", "local_offer.proposal"


def keepers(service: Service) -> tuple[Organisation, list[User]]:
    """The organisation that answers for an entry and its people there: the owner's, else the editors'."""
    owner = service.owner
    if owner and not owner.closed() and (found := list(people(owner, P.OWN_LISTING))):
        return owner, found
    return editors(service)


def editors(service: Service) -> tuple[Organisation, list[User]]:
    """The editors of an entry's Local Offer and where they are."""
    return editors_of(service.local_authority)


def due(service: Service) -> None:
    """Put the check of an entry into its keeper's list."""
    organisation, found = keepers(service)
    if service.review_by is None or not found:
        return
    work.close(object_id=service.pk)
    work.push(
        kind=REVIEW,
        object_id=service.pk,
        organisation=organisation,
        title=f"Check the Local Offer entry: {service.name}"[:120],
        step=f"Confirm or change it by {service.review_by:%-d %B %Y}",
        link=reverse("local_offer:listing", args=[service.pk]),
        owner=found[0],
    )


def renew(service: Service) -> None:
    """The keeper changed: what is to be done for the entry moves to the new one's list."""
    if WorkItem.objects.filter(object_id=service.pk, state=WorkItem.State.OPEN).exists():
        due(service)


def done(service: Service) -> None:
    """The entry was checked: nothing is to be done for it."""
    work.close(object_id=service.pk)


def mirror(proposal: Proposal) -> None:
    """Put a change that waits for a decision into the editors' list; take any other off it."""
    if proposal.state != Proposal.State.SUBMITTED:
        work.close(object_id=proposal.pk)
        return
    organisation, found = editors(proposal.service)
    work.push(
        kind=PROPOSAL,
        object_id=proposal.pk,
        organisation=organisation,
        title=f"Decide on a change: {proposal.service.name}"[:120],
        step="Approve or reject the change",
        link=reverse("local_offer:proposal", args=[proposal.pk]),
        owner=found[0] if found else None,
    )

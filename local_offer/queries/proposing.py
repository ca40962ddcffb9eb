"""Proposed changes as pages show them."""

from local_offer.models import Proposal, Version
from local_offer.queries import terms
from local_offer.queries.content import Content, blank, read
from local_offer.queries.difference import Change, changes


def published(proposal: Proposal) -> Content:
    """What is public of the proposal's entry now; nothing for one that never was."""
    return read(proposal.service) if proposal.service.version else blank()


def difference(before: Content, after: Content) -> list[Change]:
    """What differs between two contents, in words."""
    return changes(before, after, terms=terms.names(), taxonomies=terms.taxonomies())


def meanwhile(proposal: Proposal) -> list[Change]:
    """What was published since the proposal was begun."""
    if proposal.base_version in (0, proposal.service.version):
        return []
    base = Version.objects.get(service=proposal.service, number=proposal.base_version).content
    return difference(base, read(proposal.service))


def of_decided(proposal: Proposal) -> list[Change]:
    """What a change that is over wanted to alter: against the version it was written from."""
    base = Version.objects.filter(service=proposal.service, number=proposal.base_version).first()
    return difference(base.content if base else blank(), proposal.content)

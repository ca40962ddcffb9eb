"""Records of the Local Offer, by noun. No personal data: families search and read without an account.

directory   the entries themselves and what hangs on them (HSDS-UK 3.0)
keeping     versions, proposals, confirmations
"""

from local_offer.models.directory import (
    Accessibility,
    Area,
    Body,
    Contact,
    CostOption,
    Language,
    Location,
    Schedule,
    Service,
    ServiceAtLocation,
    ServiceTerm,
    Taxonomy,
    Term,
)
from local_offer.models.keeping import Confirmation, Proposal, Version

__all__ = [
    "Accessibility",
    "Area",
    "Body",
    "Confirmation",
    "Contact",
    "CostOption",
    "Language",
    "Location",
    "Proposal",
    "Schedule",
    "Service",
    "ServiceAtLocation",
    "ServiceTerm",
    "Taxonomy",
    "Term",
    "Version",
]

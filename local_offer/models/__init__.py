"""Records of the Local Offer, by noun. No personal data: families search and read without an account.

directory   the entries themselves and what hangs on them (HSDS-UK 3.0)
places      where and when they are given
keeping     versions, proposals, confirmations, changes of state
transfer    handing an entry to another organisation
coverage    Schedule 2 and what covers it; health services that are missing
importing   spreadsheets of entries
harvest     feeds of other directories, their readings, what came of them
index       what search reads, derived
words       families' words for what entries call otherwise
counting    numbers by month, about no person
"""

from local_offer.models.community import Booklet, Comment, Correction, Statement, Translation
from local_offer.models.counting import Count, EmptySearch, Views
from local_offer.models.coverage import Cover, HealthGap, Item
from local_offer.models.directory import (
    Area,
    Body,
    Contact,
    CostOption,
    Language,
    Service,
    ServiceTerm,
    Taxonomy,
    Term,
)
from local_offer.models.harvest import HarvestedEntry, HarvestRow, HarvestRun, HarvestSource
from local_offer.models.importing import ListingImport
from local_offer.models.index import KnownWord, SearchRow, Tally
from local_offer.models.keeping import (
    Confirmation,
    Proposal,
    ProposalRemark,
    StateChange,
    Version,
)
from local_offer.models.places import (
    Accessibility,
    Location,
    Schedule,
    ServiceAtLocation,
)
from local_offer.models.transfer import Transfer
from local_offer.models.words import Synonym

__all__ = [
    "Accessibility",
    "Area",
    "Body",
    "Booklet",
    "Comment",
    "Confirmation",
    "Contact",
    "Correction",
    "CostOption",
    "Count",
    "Cover",
    "EmptySearch",
    "HarvestRow",
    "HarvestRun",
    "HarvestSource",
    "HarvestedEntry",
    "HealthGap",
    "Item",
    "KnownWord",
    "Language",
    "ListingImport",
    "Location",
    "Proposal",
    "ProposalRemark",
    "Schedule",
    "SearchRow",
    "Service",
    "ServiceAtLocation",
    "ServiceTerm",
    "StateChange",
    "Statement",
    "Synonym",
    "Tally",
    "Taxonomy",
    "Term",
    "Transfer",
    "Translation",
    "Version",
    "Views",
]

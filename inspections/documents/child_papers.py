"""What the portal holds of a tracked child's case, as far as the reader may see, for the bundle."""

import datetime as dt
import uuid
from dataclasses import dataclass

import ehcp.queries
import enquiries.queries
import referrals.queries
from dco_portal.accounts.models import User
from dco_portal.children import queries as children
from dco_portal.children.queries import ChronologyEntry, Paper
from dco_portal.common.clock import london

CHRONOLOGIES = (
    children.chronology, ehcp.queries.chronology, enquiries.queries.chronology, referrals.queries.chronology,
)  # fmt: skip
GROUPS = (
    ("Requests for health advice and the advice given", ehcp.queries.papers),
    ("Notifications of a child under compulsory school age", referrals.queries.papers),
    ("Enquiries to the DCO", enquiries.queries.papers),
)


@dataclass(frozen=True)
class Case:
    """A child's case: the chronology, the oldest first, and the papers by group."""

    chronology: list[ChronologyEntry]
    groups: list[tuple[str, list[Paper]]]


def case(child_id: uuid.UUID, *, by: User) -> Case:
    """Everything in the reader's scope; each feature leaves out what this reader may not see."""
    entries = [entry for source in CHRONOLOGIES for entry in source(child_id, by=by)]
    groups = [(title, source(child_id, by=by)) for title, source in GROUPS]
    return Case(sorted(entries, key=lambda entry: moment_of(entry.at)), groups)


def moment_of(at: dt.date | dt.datetime) -> tuple[dt.date, dt.time]:
    """Where an entry stands among others: in London, a date without a time before the moments of its day."""
    if isinstance(at, dt.datetime):
        local = london(at)
        return local.date(), local.time()
    return at, dt.time.min

"""What other apps and the pages read of children: plain values, within the reader's scope."""

from dco_portal.children.ages import is_young_person, years
from dco_portal.children.queries.banner import ChildHeader, header
from dco_portal.children.queries.chronology import ChronologyEntry, chronology
from dco_portal.children.queries.labels import ChildLabel, by_reference, labels
from dco_portal.children.queries.papers import FileOf, Paper, Part, Said, file_of
from dco_portal.children.queries.people import CarerFacts, carers, hidden_home, open_needs
from dco_portal.children.queries.search import (
    Found,
    Similar,
    number_clashes,
    same_name,
    search,
    similar,
)
from dco_portal.children.queries.setting import known_setting

__all__ = [
    "CarerFacts",
    "ChildHeader",
    "ChildLabel",
    "ChronologyEntry",
    "FileOf",
    "Found",
    "Paper",
    "Part",
    "Said",
    "Similar",
    "by_reference",
    "carers",
    "chronology",
    "file_of",
    "header",
    "hidden_home",
    "is_young_person",
    "known_setting",
    "labels",
    "number_clashes",
    "open_needs",
    "same_name",
    "search",
    "similar",
    "years",
]

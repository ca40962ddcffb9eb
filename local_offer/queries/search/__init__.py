"""Searching the directory: `Params.read(request.GET)`, then `run(params)`.

params    what was asked, checked
results   what is answered
running   the search itself
facets    the filters' options with counts
words     parents' words and their synonyms
spelling  other words when nothing is found
places    postcodes and towns
sql       the rows of a search in order
"""

from local_offer.queries.search.params import DISTANCES, FLAGS, GROUPS, SORTS, Params
from local_offer.queries.search.results import (
    CAP,
    Expansion,
    Facet,
    Hit,
    Option,
    Origin,
    Results,
)
from local_offer.queries.search.running import SIZE, every, run

__all__ = [
    "CAP",
    "DISTANCES",
    "FLAGS",
    "GROUPS",
    "SIZE",
    "SORTS",
    "Expansion",
    "Facet",
    "Hit",
    "Option",
    "Origin",
    "Params",
    "Results",
    "every",
    "run",
]

"""Searching the directory: `Params.read(request.GET)`, then `run(params)`.

params    what was asked, checked
results   what is answered
words     parents' words, synonyms, spelling
places    postcodes and towns
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

__all__ = [
    "CAP",
    "DISTANCES",
    "FLAGS",
    "GROUPS",
    "SORTS",
    "Expansion",
    "Facet",
    "Hit",
    "Option",
    "Origin",
    "Params",
    "Results",
]

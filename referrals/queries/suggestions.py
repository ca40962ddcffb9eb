"""Voluntary organisations of the Local Offer near a child's home, for the parents to be told of (s.23(4))."""

import uuid
from collections.abc import Iterable

from dco_portal.organisations.models import Organisation
from dco_portal.organisations.queries import find_postcode, point_of
from local_offer.queries.near import Suggestion, near
from referrals.models import Need

__all__ = ["Suggestion", "likely"]

LIMIT = 8
# What families' own words in the directory are for each area of need.
WORDS: dict[str, str] = {
    Need.COMMUNICATION: "speech language communication autism",
    Need.COGNITION: "learning disability play development",
    Need.SOCIAL: "behaviour feelings mental health family support",
    Need.SENSORY: "hearing sight deaf blind physical disability",
    Need.HEALTH: "health condition carers short breaks",
}


def likely(
    needs: Iterable[str], postcode: str, la_id: uuid.UUID | str | None = None
) -> list[Suggestion]:
    """Entries of voluntary organisations for these areas of need (`Need` codes), the nearest first.

    `postcode` in capitals without spaces, "" when not known; `la_id` tells whose Local Offer the entries without
    a place come from. Nothing personal is passed on: words and a grid reference alone.
    """
    words = " ".join(WORDS[code] for code in needs if code in WORDS)
    las = Organisation.objects.filter(pk=la_id).values_list("slug", flat=True) if la_id else ()
    slugs = tuple(las)
    row = find_postcode(postcode) if postcode else None
    point = point_of(row) if row else None
    found = near(words, point, limit=LIMIT, voluntary_only=True, authorities=slugs)
    return found or near("", point, limit=LIMIT, voluntary_only=True, authorities=slugs)
